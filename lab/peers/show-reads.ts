import { instant, upper, type Json, type PeerRead } from './peer-read.js';

/** PostGraphile orders by indexed columns only, so its answers are ordered here. */
const byPrice = (a: Json, b: Json) => a.priceMinor - b.priceMinor || (a.code < b.code ? -1 : 1);

/** The order of seats in a hall: A to Z come before AA. */
function bySeat({ label: a }: Json, { label: b }: Json): number {
  const [[rowA, numberA], [rowB, numberB]] = [placeOf(a), placeOf(b)];
  return rowA.length - rowB.length || (rowA < rowB ? -1 : rowA > rowB ? 1 : numberA - numberB);
}

function placeOf(label: string): [row: string, number: number] {
  const row = label.replace(/\d+$/, '');
  return [row, Number(label.slice(row.length))];
}

export const seatMap: PeerRead = {
  name: 'seatMap',
  title: 'show with 200 seats, movie and tiers',
  subject: 'show',
  baseline: '/show/',
  query: `query SeatMap($id: ID!) {
    show(id: $id) {
      id status startsAt
      movie { title }
      tiers { code name price { amount currency } }
      seats { label status tier { code } }
    }
  }`,
  rest: {
    paths: ({ show }) => [
      `/shows/${show}?expand=movie,seats&fields=status,startsAt,tiers,movie.title,seats.label,seats.status,seats.tierCode`,
    ],
    dataOf: ([show]) => ({
      show: {
        ...show,
        status: upper(show.status),
        movie: { title: show.movie.title },
        seats: show.seats.map(({ label, status, tierCode }: Json) => ({
          label,
          status: upper(status),
          tier: { code: tierCode },
        })),
      },
    }),
  },
  postgraphile: {
    // The status is the column. No seat is held here, so no hold can have expired.
    query: `query SeatMap($id: UUID!) {
      show: showByRowId(rowId: $id) {
        id: rowId status startsAt currency
        movie: movieByMovieId { title }
        tiers: priceTiersByShowId { nodes { code name priceMinor } }
        seats: seatsByShowId { nodes { label status tier } }
      }
    }`,
    dataOf: ({ show: { status, currency, startsAt, tiers, seats, ...show } }) => ({
      show: {
        ...show,
        status: upper(status),
        startsAt: instant(startsAt),
        tiers: tiers.nodes
          .sort(byPrice)
          .map(({ code, name, priceMinor }: Json) => ({
            code,
            name,
            price: { amount: (priceMinor / 100).toFixed(2), currency },
          })),
        seats: seats.nodes
          .map(({ label, status: ofSeat, tier }: Json) => ({ label, status: upper(ofSeat), tier: { code: tier } }))
          .sort(bySeat),
      },
    }),
  },
};
