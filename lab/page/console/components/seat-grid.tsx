import type { SeatMap, SeatStatus } from '../model.js';

const SIZE = 22;
const GAP = 4;
const LEFT = 30;

/** Not by colour alone: a held seat is half full, and a sold one is crossed out. */
const MARKS: Readonly<Record<SeatStatus, string>> = {
  available: '',
  held: `M0 ${SIZE}L${SIZE} 0V${SIZE}Z`,
  sold: `M5 5L${SIZE - 5} ${SIZE - 5}M${SIZE - 5} 5L5 ${SIZE - 5}`,
};

/** The seats of a show, row by row. */
export function SeatGrid({ map }: { readonly map: SeatMap }) {
  const rows = rowsOf(map);
  const most = Math.max(1, ...map.seats.map(({ number }) => number));
  const step = SIZE + GAP;
  return (
    <>
      <ul class="seat-legend">
        {(Object.keys(MARKS) as SeatStatus[]).map((status) => (
          <li key={status}>
            <svg viewBox={`-1 -1 ${SIZE + 2} ${SIZE + 2}`} width="18" height="18" aria-hidden="true">
              <Seat status={status} />
            </svg>
            {status}
          </li>
        ))}
      </ul>
      <div class="scroll-x" role="region" aria-label="Seat map" tabIndex={0}>
        <svg
          class="seat-grid"
          width={LEFT + most * step}
          height={rows.length * step}
          viewBox={`0 0 ${LEFT + most * step} ${rows.length * step}`}
          role="img"
          aria-label={`${rows.length} rows of seats. The counts above say how many are sold.`}
        >
          {rows.map(([row, seats], index) => (
            <g key={row} transform={`translate(0 ${index * step + GAP / 2})`}>
              <text x={LEFT - 8} y={SIZE - 6} text-anchor="end">
                {row}
              </text>
              {seats.map(({ label, number, status }) => (
                <g
                  key={label}
                  transform={`translate(${LEFT + (number - 1) * step} 0)`}
                  data-seat={label}
                  data-status={status}
                >
                  <title>{`${label}: ${status}`}</title>
                  <Seat status={status} />
                </g>
              ))}
            </g>
          ))}
        </svg>
      </div>
    </>
  );
}

function Seat({ status }: { readonly status: SeatStatus }) {
  return (
    <g class={`seat seat-${status}`}>
      <rect width={SIZE} height={SIZE} rx="4" />
      {MARKS[status] !== '' && <path d={MARKS[status]} />}
    </g>
  );
}

/** The seats by their rows, in the order of the rows. */
function rowsOf({ seats }: SeatMap): readonly (readonly [string, SeatMap['seats']])[] {
  const names = [...new Set(seats.map(({ row }) => row))];
  return names.map((name) => [name, seats.filter(({ row }) => row === name)] as const);
}
