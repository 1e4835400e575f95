import { markdownTable } from '../markdown-table.js';
import type { StoresReport } from '../stores-comparison/report.js';
import { storesMarkdown } from '../stores-comparison/stores-markdown.js';
import { formatMeasure, measureRows, type MeasureRow } from './compare.js';
import { DECISION_GUIDE } from './decision-guide.js';
import { SIDES, type SideName } from './exchange.js';
import { LabError } from './lab-error.js';
import { NETWORKS, type Network } from './network.js';
import type { LabReport, SideSummary, TaskReport } from './report.js';
import type { LabTask } from './task.js';
import { LAB_TASKS } from './tasks/tasks.js';

/** The networks of the document: none, to show the cost of the programs alone, and two common ones. */
export const DOCUMENT_NETWORKS: readonly Network[] = NETWORKS.filter(({ name }) =>
  ['none', '4G', 'other continent'].includes(name),
);

const TITLES: Readonly<Record<SideName, string>> = { rest: 'REST', graphql: 'GraphQL' };

/** docs/trade-offs.md, from a run over each of DOCUMENT_NETWORKS and a comparison of the stores. */
export function tradeOffsDocument(reports: readonly LabReport[], stores: StoresReport): string {
  const [first] = reports;
  if (first === undefined) throw new LabError('There is no run to write about.');
  return `${[
    '# Trade-offs: REST and GraphQL side by side',
    '<!-- Made by `npm run lab -- --write-docs` from a run. Do not edit: the texts are in lab/trade-offs. -->',
    introduction(first, reports),
    '## In short',
    overview(reports),
    '## When to use which',
    DECISION_GUIDE,
    '## The tasks',
    ...LAB_TASKS.map((task) => taskSection(task, reports)),
    '## Relational or NoSQL',
    storesMarkdown(stores).trim(),
  ].join('\n\n')}\n`;
}

function introduction({ at, machine, repetitions }: LabReport, reports: readonly LabReport[]): string {
  const networks = reports
    .map(({ network }) => (network.rttMs === 0 ? 'none' : `"${network.name}" (${described(network)})`))
    .join(', ');
  return `Measured ${at.slice(0, 10)} on ${machine}. ${repetitions} repetitions of each side, alternating, after one to warm up. Both sides returned the same results every time. Simulated networks: ${networks}.

- Bytes are those of whole HTTP/1.1 messages, headers included, without TLS and without compression. The lab's sums were checked against the gateway's own counters in the same run.
- Each repetition is a new client: it opens its connections (at most six, a round trip each) and has an empty cache. The network is a model of distance and bandwidth. It leaves out loss, jitter and TCP's slow start, which favours large answers.
- The same machine also ran the client, the databases and Kafka. Compare the sides with each other, not with times of another machine.
- The opening of a WebSocket counts with the bytes that RFC 6455 requires. "Round trips" counts it as two: the upgrade and connection_init.
- **Bold** marks the side that needs less. Times within 10 % and bytes within 5 % of each other are a draw.`;
}

function described({ rttMs, downKbps, upKbps }: Network): string {
  const mbps = (kbps: number) => `${kbps / 1000} Mbit/s`;
  return [
    `${rttMs} ms round trip`,
    ...(downKbps === undefined ? [] : [`${mbps(downKbps)} down`]),
    ...(upKbps === undefined ? [] : [`${mbps(upKbps)} up`]),
  ].join(', ');
}

function overview(reports: readonly LabReport[]): string {
  const head = [
    'task',
    'round trips',
    'bytes up',
    'bytes down',
    'SQL',
    '304',
    ...reports.map(({ network }) => `p50, ${network.rttMs === 0 ? 'no network' : network.name}`),
  ];
  const [costs] = reports;
  const rows = LAB_TASKS.map((task) => {
    const pair = (report: LabReport | undefined, key: keyof SideSummary) =>
      bothSides(measureRows(taskOf(report, task)).find((row) => row.key === key));
    return [
      `[${task.title}](#${task.id})`,
      ...(['roundTrips', 'bytesUp', 'bytesDown', 'sqlStatements', 'notModified'] as const).map((key) =>
        pair(costs, key),
      ),
      ...reports.map((report) => pair(report, 'p50Ms')),
    ];
  });
  return `Each cell is REST / GraphQL; times in milliseconds.\n\n${markdownTable(head, rows)}`;
}

function bothSides(row: MeasureRow | undefined): string {
  if (row === undefined) return '';
  const text = (side: SideName) =>
    emphasised(formatMeasure(row[side], row.unit).replace(/ (B|ms)$/, ''), row.winner === side);
  return `${text('rest')} / ${text('graphql')}`;
}

function taskSection(task: LabTask, reports: readonly LabReport[]): string {
  const [costs] = reports;
  const of = (report: LabReport | undefined) => measureRows(taskOf(report, task));
  const isTime = ({ key }: MeasureRow) => ['p50Ms', 'p95Ms', 'seenAfterMs'].includes(key);
  const cells = (row: MeasureRow) => [
    ...SIDES.map((side) => emphasised(formatMeasure(row[side], row.unit), row.winner === side)),
    row.ratio?.toFixed(2) ?? '',
  ];
  const rows = [
    ...of(costs)
      .filter((row) => !isTime(row))
      .map((row) => [row.label, ...cells(row)]),
    ...reports.flatMap((report) =>
      of(report)
        .filter(isTime)
        .map((row) => [
          `${row.label}, ${report.network.rttMs === 0 ? 'no network' : report.network.name}`,
          ...cells(row),
        ]),
    ),
  ];
  const shown = SIDES.map(
    (side) =>
      `<details><summary>${TITLES[side]}</summary>\n\n\`\`\`${side === 'rest' ? 'http' : 'graphql'}\n${task.shown[side]}\n\`\`\`\n\n</details>`,
  );
  return [
    `<a id="${task.id}"></a>\n\n### ${task.title} (\`${task.id}\`)`,
    task.wants,
    markdownTable(['', ...SIDES.map((side) => TITLES[side]), 'GraphQL/REST'], rows),
    task.why,
    ...shown,
  ].join('\n\n');
}

function taskOf(report: LabReport | undefined, task: LabTask): TaskReport {
  const found = report?.tasks.find((candidate) => candidate.task === task.id);
  if (found === undefined) throw new LabError(`The run has no result for ${task.id}.`);
  return found;
}

const emphasised = (text: string, isWinner: boolean) => (isWinner ? `**${text}**` : text);
