import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import { PrismaClient, type PriceTier } from '../../src/stores/postgres/generated/client.js';

/**
 * Prisma and one DataLoader for each relation, as a team first writes them. Every model is read with all columns, and
 * the loaders group rows in memory where one query of Prisma cannot.
 */
export type NaiveLoaders = ReturnType<ReturnType<typeof createNaiveData>['loaders']>;

/** Connects lazily, with a pool as large as the gateway's. */
export function createNaiveData(databaseUrl: string) {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 20 }) });
  return {
    async survey(tenant: string, id: string) {
      const survey = await prisma.survey.findUnique({ where: { id } });
      return survey?.tenant === tenant ? survey : null;
    },
    surveys: (tenant: string, first: number) =>
      prisma.survey.findMany({ where: { tenant }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: first }),
    show: (id: string) => prisma.show.findUnique({ where: { id } }),
    /** Loaders for one request. */
    loaders: () => loadersOf(prisma),
  };
}

function loadersOf(prisma: PrismaClient) {
  const position = { position: 'asc' } as const;
  return {
    pages: lists(
      (ids) => prisma.surveyPage.findMany({ where: { surveyId: { in: ids } }, orderBy: position }),
      ({ surveyId }) => surveyId,
    ),
    questions: lists(
      (ids) => prisma.question.findMany({ where: { pageId: { in: ids } }, orderBy: position }),
      ({ pageId }) => pageId,
    ),
    options: lists(
      (ids) =>
        prisma.questionOption.findMany({ where: { questionId: { in: ids }, kind: 'choice' }, orderBy: position }),
      ({ questionId }) => questionId,
    ),
    questionCount: counts(async (ids) => {
      const groups = await prisma.question.groupBy({
        by: ['surveyId'],
        where: { surveyId: { in: ids } },
        _count: true,
      });
      return groups.map(({ surveyId, _count }) => [surveyId, _count]);
    }),
    responseCount: counts(async (ids) => {
      const groups = await prisma.surveyResponse.groupBy({
        by: ['surveyId'],
        where: { surveyId: { in: ids } },
        _count: true,
      });
      return groups.map(({ surveyId, _count }) => [surveyId, _count]);
    }),
    // Prisma cannot limit each group, so there is one query for each survey.
    newestResponses: new DataLoader(
      (asked: readonly { surveyId: string; first: number }[]) =>
        Promise.all(
          asked.map(({ surveyId, first }) =>
            prisma.surveyResponse.findMany({
              where: { surveyId },
              orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
              take: first,
            }),
          ),
        ),
      { cacheKeyFn: ({ surveyId, first }) => `${surveyId} ${first}` },
    ),
    answers: lists(
      (ids) =>
        prisma.answer.findMany({
          where: { responseId: { in: ids } },
          orderBy: [{ questionId: 'asc' }, { position: 'asc' }],
        }),
      ({ responseId }) => responseId,
    ),
    option: singles(
      (ids) => prisma.questionOption.findMany({ where: { id: { in: ids } } }),
      ({ id }) => id,
    ),
    show: singles(
      (ids) => prisma.show.findMany({ where: { id: { in: ids } } }),
      ({ id }) => id,
    ),
    movie: singles(
      (ids) => prisma.movie.findMany({ where: { id: { in: ids } } }),
      ({ id }) => id,
    ),
    tiers: lists<PriceTier>(
      (ids) =>
        prisma.priceTier.findMany({
          where: { showId: { in: ids } },
          orderBy: [{ priceMinor: 'asc' }, { code: 'asc' }],
        }),
      ({ showId }) => showId,
    ),
    seats: lists(
      async (ids) => (await prisma.seat.findMany({ where: { showId: { in: ids } } })).sort(bySeat),
      ({ showId }) => showId,
    ),
  };
}

interface Place {
  readonly row: string;
  readonly number: number;
}

/** Prisma cannot order by the length of the row's name: A to Z come before AA. */
function bySeat(a: Place, b: Place): number {
  if (a.row !== b.row) return a.row.length - b.row.length || (a.row < b.row ? -1 : 1);
  return a.number - b.number;
}

/** Loads the rows that belong to each ID. */
function lists<Row>(read: (ids: string[]) => Promise<Row[]>, idOf: (row: Row) => string) {
  return new DataLoader(async (ids: readonly string[]) => {
    const groups = new Map<string, Row[]>(ids.map((id) => [id, []]));
    for (const row of await read([...ids])) groups.get(idOf(row))?.push(row);
    return ids.map((id) => groups.get(id) ?? []);
  });
}

/** Loads the row of each ID. */
function singles<Row>(read: (ids: string[]) => Promise<Row[]>, idOf: (row: Row) => string) {
  return new DataLoader(async (ids: readonly string[]) => {
    const found = new Map((await read([...ids])).map((row) => [idOf(row), row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** Loads the count of each survey. */
function counts(read: (ids: string[]) => Promise<[surveyId: string, count: number][]>) {
  return new DataLoader(async (ids: readonly string[]) => {
    const found = new Map(await read([...ids]));
    return ids.map((id) => found.get(id) ?? 0);
  });
}
