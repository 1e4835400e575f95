import { commandOf } from '../command.js';
import type { MutationResolvers } from '../generated/resolvers-types.js';

/** Mutations of surveys: each calls one service and wraps what it returns. */
export const surveyMutations = {
  createSurvey: async (_, args, { viewer, services }, info) => ({
    survey: await services.surveys.create(viewer, args.input, commandOf(viewer, args, info)),
  }),
  updateSurvey: async (_, args, { viewer, services }, info) => ({
    survey: await services.surveys.update(viewer, args.input, commandOf(viewer, args, info)),
  }),
  async deleteSurvey(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return { deletedId: await services.surveys.delete(viewer, { id, expectedVersion }, commandOf(viewer, args, info)) };
  },
  async publishSurvey(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return { survey: await services.surveys.publish(viewer, { id, expectedVersion }, commandOf(viewer, args, info)) };
  },
  async closeSurvey(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return { survey: await services.surveys.close(viewer, { id, expectedVersion }, commandOf(viewer, args, info)) };
  },

  async addPage(_, args, { viewer, services }, info) {
    const { value: page, survey } = await services.content.addPage(viewer, args.input, commandOf(viewer, args, info));
    return { page, survey };
  },
  async updatePage(_, args, { viewer, services }, info) {
    const { value: page, survey } = await services.content.updatePage(
      viewer,
      args.input,
      commandOf(viewer, args, info),
    );
    return { page, survey };
  },
  async deletePage(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return {
      deletedId: (await services.content.deletePage(viewer, { id, expectedVersion }, commandOf(viewer, args, info)))
        .value,
    };
  },
  async addQuestion(_, args, { viewer, services }, info) {
    const { value: question, survey } = await services.content.addQuestion(
      viewer,
      args.input,
      commandOf(viewer, args, info),
    );
    return { question, survey };
  },
  async updateQuestion(_, args, { viewer, services }, info) {
    const { value: question, survey } = await services.content.updateQuestion(
      viewer,
      args.input,
      commandOf(viewer, args, info),
    );
    return { question, survey };
  },
  async deleteQuestion(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return {
      deletedId: (await services.content.deleteQuestion(viewer, { id, expectedVersion }, commandOf(viewer, args, info)))
        .value,
    };
  },

  createCollector: async (_, args, { viewer, services }, info) => ({
    collector: await services.collectors.create(viewer, args.input, commandOf(viewer, args, info)),
  }),
  closeCollector: async (_, args, { viewer, services }, info) => ({
    collector: await services.collectors.close(viewer, args.id, commandOf(viewer, args, info)),
  }),
  setQuota: async (_, args, { viewer, services }, info) => ({
    quota: await services.collectors.setQuota(viewer, args.input, commandOf(viewer, args, info)),
  }),
  deleteQuota: async (_, args, { viewer, services }, info) => ({
    deletedId: await services.collectors.deleteQuota(viewer, args.id, commandOf(viewer, args, info)),
  }),

  startResponse: (_, args, { viewer, services }, info) =>
    services.responses.start(viewer, args.slug, commandOf(viewer, args, info)),
  saveAnswers: async (_, args, { viewer, services }, info) => ({
    response: await services.responses.saveAnswers(viewer, args.input, commandOf(viewer, args, info)),
  }),
  async respond(_, args, { viewer, services }, info) {
    const { slug, answers, partial } = args;
    return {
      response: await services.responses.respond(viewer, slug, { answers, partial }, commandOf(viewer, args, info)),
    };
  },
  async submitResponses(_, args, { viewer, services }, info) {
    const { slug, responses } = args;
    return {
      responses: await services.responses.respondAll(viewer, slug, { responses }, commandOf(viewer, args, info)),
    };
  },
  submitResponse: async (_, args, { viewer, services }, info) => ({
    response: await services.responses.submit(viewer, args.input, commandOf(viewer, args, info)),
  }),
} satisfies MutationResolvers;
