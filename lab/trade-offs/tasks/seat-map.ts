import {
  graphqlData,
  graphqlPost,
  lower,
  placeholder,
  restBody,
  restGet,
  shownGraphQL,
  shownRest,
} from '../requests.js';
import type { LabTask } from '../task.js';

const show = (id: string) =>
  `/api/v1/shows/${id}?expand=movie,screen.venue,seats&fields=startsAt,tiers,movie.title,screen.name,screen.venue.name,seats.label,seats.tierCode,seats.status`;
const QUERY = `query ($id: ID!) {
  show(id: $id) {
    startsAt
    movie { title }
    screen { name venue { name } }
    tiers { code price { amount currency } }
    seats { label tier { code } status }
  }
}`;

interface Frame {
  readonly startsAt: string;
  readonly movie: { readonly title: string };
  readonly screen: { readonly name: string; readonly venue: { readonly name: string } };
  readonly tiers: readonly {
    readonly code: string;
    readonly price: { readonly amount: string; readonly currency: string };
  }[];
}
interface Seat {
  readonly label: string;
  readonly status: string;
}

const seatMap = (
  { startsAt, movie, screen, tiers }: Frame,
  seats: readonly (readonly [label: string, tier: string, status: string])[],
) => ({
  startsAt,
  movie: movie.title,
  venue: screen.venue.name,
  screen: screen.name,
  seats,
  prices: tiers.map(({ code, price }) => [code, price.amount, price.currency]),
});

export const seatMapTask: LabTask = {
  id: 'seat-map',
  title: 'Show with its seat map',
  wants: 'A show with its movie, venue and prices, and all of its 240 seats with their tier and status.',
  why:
    'A draw at the server: with expand REST needs no more round trips than GraphQL, and either port passes on the ' +
    'JSON that one SQL statement makes. REST sends less, because its seats are flat. Most GraphQL servers execute ' +
    'each field of each of the 240 seats separately, as this one did before. There REST wins clearly: per-field ' +
    'execution costs most for large uniform lists.',
  shown: { rest: shownRest(restGet('', show(placeholder('showId')))), graphql: shownGraphQL(QUERY) },
  run: {
    async rest(exchange, { showId }) {
      const found = await restBody<Frame & { seats: (Seat & { tierCode: string })[] }>(
        exchange(restGet('show', show(showId))),
      );
      return seatMap(
        found,
        found.seats.map(({ label, tierCode, status }) => [label, tierCode, status]),
      );
    },
    async graphql(exchange, { showId }) {
      const found = await graphqlData<{ show: Frame & { seats: (Seat & { tier: { code: string } })[] } }>(
        exchange(graphqlPost('show', QUERY, { id: showId })),
      );
      return seatMap(
        found.show,
        found.show.seats.map(({ label, tier, status }) => [label, tier.code, lower(status)]),
      );
    },
  },
};
