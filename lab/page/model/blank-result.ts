import type { SideReport, TaskReport } from '../../trade-offs/report.js';

const side: SideReport = {
  summary: {
    roundTrips: 0,
    bytesUp: 0,
    bytesDown: 0,
    sqlStatements: 0,
    mongoCommands: 0,
    serverMs: 0,
    p50Ms: 0,
    p95Ms: 0,
    notModified: 0,
  },
  median: { exchanges: [], totalMs: 0 },
};

/** An empty result with the rows that a table of figures will have. Its numbers are never shown. */
export const BLANK_RESULT: TaskReport = {
  task: 'blank',
  title: '',
  repetitions: 0,
  sides: { rest: side, graphql: side },
};
