import type { TimelineEntry } from '../../failures/timeline.js';

const BROKERS = [1, 2, 3];

/** Who leads and who is in sync now, and everything that has happened. */
export function TimelineView({
  entries,
  isRunning,
}: {
  readonly entries: readonly TimelineEntry[];
  readonly isRunning: boolean;
}) {
  const state = entries.findLast(({ leader }) => leader !== undefined);
  return (
    <section class="timeline" aria-labelledby="timeline-title" aria-busy={isRunning}>
      <h3 id="timeline-title">{isRunning ? 'Now' : 'What happened'}</h3>
      <ul class="brokers" aria-label="Brokers">
        {BROKERS.map((id) => (
          <li key={id} data-broker={id} data-state={stateOf(id, state)}>
            <strong>Broker {id}</strong>
            <span>{stateOf(id, state)}</span>
          </li>
        ))}
      </ul>
      <ol class="timeline-entries" id="timeline">
        {entries.map(({ seconds, what }, index) => (
          <li key={index}>
            <span class="number">{seconds.toFixed(1)} s</span>
            <span>{what}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stateOf(id: number, state: TimelineEntry | undefined): string {
  if (state === undefined) return 'unknown';
  if (state.leader === id) return 'leads';
  return state.inSync?.includes(id) ? 'in sync' : 'out of sync';
}
