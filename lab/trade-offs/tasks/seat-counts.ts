import { graphqlData, graphqlPost, placeholder, restBody, restGet, shownGraphQL, shownRest } from '../requests.js';
import type { LabTask } from '../task.js';

interface SeatCounts {
  readonly available: number;
  readonly held: number;
  readonly sold: number;
}

const fromPostgres = (id: string) => `/api/v1/shows/${id}?fields=id&expand=seatCounts`;
const POSTGRES_QUERY = `query ($id: ID!) {
  show(id: $id) { seatCounts { available held sold } }
}`;

/** The counts as the database has them at the moment of the request. */
export const seatCountsPostgresql: LabTask = {
  id: 'seat-counts-postgresql',
  title: 'Seat counts from PostgreSQL',
  wants: 'The numbers of available, held and sold seats of a show of 240 seats, as they are now.',
  why: 'The ports are even: one SQL statement each. It counts the 240 rows of the seats at each request, and the answer is current. A REST client sends less, because a URL is shorter than a query. Compare with the next task, which reads the same numbers from MongoDB.',
  shown: { rest: shownRest(restGet('', fromPostgres(placeholder('showId')))), graphql: shownGraphQL(POSTGRES_QUERY) },
  run: {
    async rest(exchange, { showId }) {
      const { seatCounts } = await restBody<{ seatCounts: SeatCounts }>(
        exchange(restGet('seat counts', fromPostgres(showId))),
      );
      return seatCounts;
    },
    async graphql(exchange, { showId }) {
      const { show } = await graphqlData<{ show: { seatCounts: SeatCounts } }>(
        exchange(graphqlPost('seat counts', POSTGRES_QUERY, { id: showId })),
      );
      return show.seatCounts;
    },
  },
};

interface Inventory {
  readonly seatCounts: SeatCounts;
  readonly asOf: unknown;
}

const fromMongo = (id: string) => `/api/v1/shows/${id}/seat-inventory?fields=seatCounts,asOf`;
const MONGO_QUERY = `query ($id: ID!) {
  show(id: $id) {
    seatInventory {
      seatCounts { available held sold }
      asOf { at offsets { topic partition offset } }
    }
  }
}`;

/** The counts that a consumer of the events keeps in one document, with the position that they are current to. */
export const seatCountsMongodb: LabTask = {
  id: 'seat-counts-mongodb',
  title: 'Seat counts from the read model in MongoDB',
  wants:
    'The numbers of available, held and sold seats of a show of 240 seats, and the position in the event log that they are current to (asOf).',
  why: 'The ports are even: one SQL statement each, which looks whether the show exists, and one MongoDB command, which reads one document whose counts are kept up to date by a consumer. For one show this is one command more than asking PostgreSQL, and the answer is some milliseconds behind. It pays where PostgreSQL would count many seats, or is to be spared.',
  shown: { rest: shownRest(restGet('', fromMongo(placeholder('showId')))), graphql: shownGraphQL(MONGO_QUERY) },
  run: {
    rest: async (exchange, { showId }) =>
      inventory(await restBody<Inventory>(exchange(restGet('seat inventory', fromMongo(showId))))),
    async graphql(exchange, { showId }) {
      const { show } = await graphqlData<{ show: { seatInventory: Inventory } }>(
        exchange(graphqlPost('seat inventory', MONGO_QUERY, { id: showId })),
      );
      return inventory(show.seatInventory);
    },
  },
};

/** Without the position itself: bookings of other tasks may move it on between two requests. */
const inventory = ({ seatCounts, asOf }: Inventory) => ({ seatCounts, hasPosition: asOf !== null });
