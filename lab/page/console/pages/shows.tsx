import { useMemo } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Panel, Read } from '../components/panel.js';
import type { Page, Show } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { LiveSeatMap } from './live-seat-map.js';

/** The next shows, or the seat map of one. */
export function Shows({ parts: [id] }: { readonly parts: Route }) {
  return id === undefined ? <NextShows /> : <LiveSeatMap id={id} />;
}

function NextShows() {
  const from = useMemo(() => new Date().toISOString(), []);
  const shows = useRead<Page<Show>>(
    `/shows?from=${encodeURIComponent(from)}&first=50&expand=movie,screen.venue,seatCounts`,
  );
  return (
    <>
      <h2>Shows</h2>
      <Panel title="The next shows: choose one to watch its seats being sold" id="shows">
        <Read reading={shows}>
          {({ data }) => (
            <DataTable
              label="Shows"
              rows={data}
              keyOf={({ id }) => id}
              empty="No show is planned."
              columns={[
                { title: 'Movie', cell: ({ id, movie }) => <a href={linkTo('shows', id)}>{movie.title}</a> },
                { title: 'Starts', cell: ({ startsAt }) => timeText(startsAt) },
                { title: 'Screen', cell: ({ screen }) => `${screen.venue.name}, ${screen.name}` },
                { title: 'Available', isNumber: true, cell: ({ seatCounts }) => seatCounts.available },
                { title: 'Held', isNumber: true, cell: ({ seatCounts }) => seatCounts.held },
                { title: 'Sold', isNumber: true, cell: ({ seatCounts }) => seatCounts.sold },
              ]}
            />
          )}
        </Read>
      </Panel>
    </>
  );
}
