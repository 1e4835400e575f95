import type { TaskReport } from '../../trade-offs/report.js';
import { describeNetwork } from '../model/conditions.js';
import type { LabState } from '../state/lab-state.js';

const ORIGINS = { here: 'Measured in this page', file: 'From a file', link: 'From a link' } as const;

/** The conditions, place and time of the measurement. Without them the figures mean little. */
export function RunFacts({ state, result }: { readonly state: LabState; readonly result: TaskReport | undefined }) {
  const { report, origin } = state;
  if (report === undefined || result === undefined)
    return <p class="run-facts">Bytes are whole HTTP messages, headers included.</p>;
  return (
    <p class="run-facts">
      {ORIGINS[origin]}: {report.machine},{' '}
      <time dateTime={report.at}>
        {new Date(report.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
      </time>
      ; network {describeNetwork(report.network)}; {result.repetitions}{' '}
      {result.repetitions === 1 ? 'repetition' : 'repetitions'} of each side. Counts are those of the median one; bytes
      are whole HTTP messages, headers included.
    </p>
  );
}
