import { useRef, useState } from 'preact/hooks';
import { Facts } from '../components/facts.js';
import { LineChart, type Point } from '../components/line-chart.js';
import { Panel, Read } from '../components/panel.js';
import { SeatGrid } from '../components/seat-grid.js';
import { StreamNote } from '../components/stream-note.js';
import { applyChange, countSeats } from '../state/seat-map.js';
import type { SeatChange, SeatMap, Show } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo } from '../state/route.js';
import { messageOf, useConsole, useRead } from '../state/use-read.js';
import { useStream } from '../state/use-stream.js';

const MOST_POINTS = 600;
const NEVER_MS = 2 ** 31 - 1;

/** The seats of a show as they are held and sold. */
export function LiveSeatMap({ id }: { readonly id: string }) {
  const { api } = useConsole();
  const path = `/shows/${encodeURIComponent(id)}`;
  const show = useRead<Show>(`${path}?expand=movie,screen.venue`, NEVER_MS);
  const [map, setMap] = useState<SeatMap>();
  const [problem, setProblem] = useState<string>();
  const [points, setPoints] = useState<readonly Point[]>([]);
  const current = useRef<SeatMap>(undefined);
  const early = useRef<SeatChange[]>([]);

  function put(next: SeatMap): void {
    current.current = next;
    setMap(next);
    const { sold } = countSeats(next);
    setPoints((known) => [...known.slice(1 - MOST_POINTS), { at: Date.now(), value: sold }]);
  }

  /** Reads the seats anew, and applies the changes that have come meanwhile. */
  async function load(): Promise<void> {
    current.current = undefined;
    early.current = [];
    try {
      const read = await api.get<SeatMap>(`${path}/seats`, AbortSignal.timeout(10_000));
      put(early.current.reduce<SeatMap>((seen, change) => applyChange(seen, change) ?? seen, read));
      setProblem(undefined);
    } catch (error) {
      setProblem(messageOf(error));
    }
  }

  function change(data: unknown): void {
    const given = data as SeatChange;
    if (current.current === undefined) return void early.current.push(given);
    const next = applyChange(current.current, given);
    // A change was missed.
    if (next === undefined) void load();
    else if (next !== current.current) put(next);
  }

  const state = useStream(`${path}/seat-changes`, () => void load(), change);
  const counts = map && countSeats(map);
  return (
    <>
      <Read reading={show}>
        {({ movie, screen, startsAt }) => (
          <>
            <h2>{movie.title}</h2>
            <p>
              {screen.venue.name}, {screen.name}, {timeText(startsAt)} · <a href={linkTo('shows')}>All shows</a>
            </p>
          </>
        )}
      </Read>
      <StreamNote state={state} />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {counts !== undefined && map !== undefined && (
        <>
          <div aria-live="polite" aria-atomic="true">
            <Facts
              facts={[
                { name: 'Available', value: counts.available },
                { name: 'Held', value: counts.held },
                { name: 'Sold', value: counts.sold },
              ]}
            />
          </div>
          <Panel title="Seats" id="seats">
            <SeatGrid map={map} />
          </Panel>
          <Panel title="Since you opened this page" id="sales">
            <LineChart title="Seats sold" points={points} format={(value) => String(Math.round(value))} />
          </Panel>
        </>
      )}
    </>
  );
}
