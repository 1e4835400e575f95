import { GraphQLScalarType } from 'graphql';
import type {
  Answer,
  PriceTier,
  Question,
  Seat,
  Show,
  Survey,
  SurveyPage,
} from '../../src/stores/postgres/generated/client.js';
import type { createNaiveData, NaiveLoaders } from './naive-data.js';

export interface NaiveContext {
  readonly tenant: string;
  readonly loaders: NaiveLoaders;
}

interface ResponsesOf {
  readonly surveyId: string;
  readonly first: number;
}

const upper = ({ status }: { readonly status: string }) => status.toUpperCase();

/** The resolvers of servers/schema.graphql over Prisma. */
export function naiveResolvers(data: ReturnType<typeof createNaiveData>) {
  return {
    DateTime: new GraphQLScalarType({
      name: 'DateTime',
      serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    }),
    Query: {
      survey: (_: unknown, { id }: { id: string }, { tenant }: NaiveContext) => data.survey(tenant, id),
      surveys: async (_: unknown, { first }: { first: number }, { tenant }: NaiveContext) => ({
        nodes: await data.surveys(tenant, first),
      }),
      show: (_: unknown, { id }: { id: string }) => data.show(id),
    },
    Survey: {
      status: upper,
      pages: ({ id }: Survey, _: unknown, { loaders }: NaiveContext) => loaders.pages.load(id),
      questionCount: ({ id }: Survey, _: unknown, { loaders }: NaiveContext) => loaders.questionCount.load(id),
      responses: ({ id }: Survey, { first }: { first: number }): ResponsesOf => ({ surveyId: id, first }),
    },
    SurveyPage: {
      questions: ({ id }: SurveyPage, _: unknown, { loaders }: NaiveContext) => loaders.questions.load(id),
    },
    Question: {
      family: ({ family }: Question) => family.toUpperCase(),
      options: ({ id }: Question, _: unknown, { loaders }: NaiveContext) => loaders.options.load(id),
    },
    SurveyResponseConnection: {
      totalCount: ({ surveyId }: ResponsesOf, _: unknown, { loaders }: NaiveContext) =>
        loaders.responseCount.load(surveyId),
      nodes: (asked: ResponsesOf, _: unknown, { loaders }: NaiveContext) => loaders.newestResponses.load(asked),
    },
    SurveyResponse: {
      status: upper,
      answers: async ({ id }: { id: string }, _: unknown, { loaders }: NaiveContext) =>
        answersOf(await loaders.answers.load(id)),
    },
    Answer: {
      options: async ({ optionIds }: QuestionAnswer, _: unknown, { loaders }: NaiveContext) =>
        (await Promise.all(optionIds.map((id) => loaders.option.load(id))))
          .filter((option) => option !== null)
          .sort((a, b) => a.position - b.position),
    },
    Show: {
      status: upper,
      movie: ({ movieId }: Show, _: unknown, { loaders }: NaiveContext) => loaders.movie.load(movieId),
      tiers: ({ id }: Show, _: unknown, { loaders }: NaiveContext) => loaders.tiers.load(id),
      seats: ({ id }: Show, _: unknown, { loaders }: NaiveContext) => loaders.seats.load(id),
    },
    PriceTier: {
      price: async ({ showId, priceMinor }: PriceTier, _: unknown, { loaders }: NaiveContext) => ({
        amount: (priceMinor / 100).toFixed(2),
        currency: (await loaders.show.load(showId))?.currency,
      }),
    },
    Seat: {
      status: ({ status, heldUntil }: Seat) =>
        (status === 'held' && heldUntil !== null && heldUntil <= new Date() ? 'available' : status).toUpperCase(),
      tier: async ({ showId, tier }: Seat, _: unknown, { loaders }: NaiveContext) =>
        (await loaders.tiers.load(showId)).find(({ code }) => code === tier),
    },
  };
}

interface QuestionAnswer {
  readonly question: { readonly id: string };
  readonly optionIds: string[];
  readonly text: string | null;
  readonly number: number | null;
}

/** An answer with several options has a row for each. */
function answersOf(rows: readonly Answer[]): QuestionAnswer[] {
  const answers = new Map<string, QuestionAnswer>();
  for (const { questionId, optionId, text, number } of rows) {
    const answer = answers.get(questionId) ?? { question: { id: questionId }, optionIds: [], text, number };
    if (optionId !== null) answer.optionIds.push(optionId);
    answers.set(questionId, answer);
  }
  return [...answers.values()];
}
