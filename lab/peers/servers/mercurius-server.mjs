/** mercurius with its JIT, and loaders over hand-written named SQL: the fast choice among Node's GraphQL servers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius from 'mercurius';
import { endOnSignals, tenantOf } from './callers.mjs';
import * as data from './mercurius-data.mjs';

const objectsOf = (queries) => queries.map(({ obj }) => obj);
const idsOf = (queries) => objectsOf(queries).map(({ id }) => id);
const priceOf = ({ priceMinor }, currency) => ({ amount: (priceMinor / 100).toFixed(2), currency });

const resolvers = {
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  }),
  Query: {
    survey: (_, { id }, { tenant }) => data.surveyById(tenant, id),
    surveys: async (_, { first }, { tenant }) => ({ nodes: await data.newestSurveys(tenant, first) }),
    show: (_, { id }) => data.showById(id),
  },
  Survey: { responses: ({ id }, { first }) => ({ id, first }) },
};

const loaders = {
  Survey: {
    pages: (queries) => data.pagesOf(idsOf(queries)),
    questionCount: (queries) => data.questionCountsOf(idsOf(queries)),
  },
  SurveyPage: { questions: (queries) => data.questionsOf(idsOf(queries)) },
  Question: { options: (queries) => data.optionsOf(idsOf(queries)) },
  SurveyResponseConnection: {
    totalCount: (queries) => data.responseCountsOf(idsOf(queries)),
    // The reads have one page size in a request.
    nodes: (queries) => data.newestResponsesOf(idsOf(queries), queries[0].obj.first),
  },
  SurveyResponse: { answers: (queries) => data.answersOf(idsOf(queries)) },
  Show: {
    movie: async (queries) =>
      (await data.moviesOf(objectsOf(queries).map(({ movieId }) => movieId))).map(([movie]) => movie),
    async tiers(queries) {
      const tiers = await data.tiersOf(idsOf(queries));
      return objectsOf(queries).map(({ currency }, index) =>
        tiers[index].map((tier) => ({ ...tier, price: priceOf(tier, currency) })),
      );
    },
    async seats(queries) {
      const seats = await data.seatsOf(idsOf(queries));
      return seats.map((of) => of.map(({ label, status, code, name }) => ({ label, status, tier: { code, name } })));
    },
  },
};

const app = Fastify();
app.get('/health/ready', async () => ({ status: 'ok' }));
app.register(mercurius, {
  schema: readFileSync(path.join(import.meta.dirname, 'schema.graphql'), 'utf8'),
  resolvers,
  loaders,
  jit: 1,
  context: async ({ headers }) => ({ tenant: await tenantOf(headers.authorization) }),
});
endOnSignals();
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
