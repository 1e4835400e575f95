import {
  ACTIVITY_MEASURES,
  type ActivityCounts,
  type ChoiceCount,
  type SurveyActivityPoint,
} from '../../domain/read-models/survey-activity.js';
import type { SurveyActivityReads, SurveyActivityWrites } from '../../domain/read-models/survey-activity-store.js';
import type { Clock } from '../../kernel/clock.js';
import { groupBy } from '../../kernel/group-by.js';
import type { Id } from '../../kernel/ids.js';
import { asOfFrom, type AsOfDocument } from './as-of-document.js';
import { collectionsOf, POSITION_UNIT, type ChoiceCountDocument, type SurveyActivityDocument } from './collections.js';
import { text } from './filter-text.js';
import { perGeneration, writeAll } from './model-generations.js';
import type { Mongo } from './mongo-connection.js';
import { readBounded } from './read-bounded.js';
import { createSurveyActivityWriter } from './survey-activity-writer.js';
import { timedRead } from './timed-read.js';

const WHAT = 'The read model';

/** The sums of a survey's activity counts. */
interface TotalsDocument extends ActivityCounts {
  readonly _id: Id;
  readonly asOf?: AsOfDocument | null;
}

/** Counts of survey responses in MongoDB, both sides: of the current generation, or of the one given. */
export function createSurveyActivityStore(
  mongo: Mongo,
  { clock, generation }: { readonly clock: Clock; readonly generation?: number },
): SurveyActivityReads & SurveyActivityWrites {
  const collectionsAt = perGeneration((at) => collectionsOf(mongo.db, at));
  const current = () => collectionsAt(generation ?? mongo.generations.read('analytics'));
  const writerAt = perGeneration((at) => createSurveyActivityWriter(mongo, { clock, generation: at }));
  const written = () => (generation === undefined ? mongo.generations.written('analytics') : [generation]);

  const store: SurveyActivityReads & SurveyActivityWrites = {
    applyOnce: async (event, change) => writeAll(written(), writerAt, (writer) => writer.applyOnce(event, change)),
    applyTogether: async (events) => writeAll(written(), writerAt, (writer) => writer.applyTogether(events)),

    async totals(tenant, surveyIds) {
      const stages = [
        ...ofSurveys(tenant, surveyIds),
        { $match: { unit: { $in: [POSITION_UNIT, 'day'] } } },
        {
          $group: {
            _id: '$surveyId',
            ...Object.fromEntries(ACTIVITY_MEASURES.map((measure) => [measure, { $sum: `$${measure}` }])),
            // One document of each survey has it. $max leaves out those that do not.
            asOf: { $max: '$asOf' },
          },
        },
      ];
      const documents = await timedRead(
        async (limits) => readBounded(current().surveyActivity.aggregate<TotalsDocument>(stages, limits)),
        WHAT,
      );
      return new Map(
        documents.map((document) => [
          document._id,
          { surveyId: document._id, tenant, counts: countsOf(document), asOf: asOfFrom(document.asOf) },
        ]),
      );
    },

    activity: async (tenant, surveyId, unit, from, to) =>
      (await store.activityOfSurveys(tenant, [surveyId], unit, from, to)).get(surveyId) ?? [],

    async activityOfSurveys(tenant, surveyIds, unit, from, to) {
      const stages = [
        ...ofSurveys(tenant, surveyIds),
        { $match: { unit, from: { $gte: from, $lt: to } } },
        { $sort: { surveyId: 1, from: 1 } },
      ];
      const documents = await timedRead(
        async (limits) => readBounded(current().surveyActivity.aggregate<SurveyActivityDocument>(stages, limits)),
        WHAT,
      );
      return bySurvey(documents, pointOf);
    },

    choiceCounts: async (tenant, surveyId) =>
      (await store.choiceCountsOfSurveys(tenant, [surveyId])).get(surveyId) ?? [],

    async choiceCountsOfSurveys(tenant, surveyIds) {
      const stages = [...ofSurveys(tenant, surveyIds), { $sort: { surveyId: 1, questionId: 1, optionId: 1 } }];
      const documents = await timedRead(
        async (limits) => readBounded(current().choiceCounts.aggregate<ChoiceCountDocument>(stages, limits)),
        WHAT,
      );
      return bySurvey(documents, choiceCountOf);
    },
  };
  return store;
}

/**
 * Selects the documents of the surveys. Further conditions are stages of their own: MongoDB takes all of them into one
 * scan of the index, and SecantusDB would not use the index for a condition on a field after `surveyId`.
 */
function ofSurveys(tenant: string, surveyIds: readonly Id[]) {
  return [{ $match: { tenant: text(tenant), surveyId: { $in: surveyIds.map(text) } } }];
}

/** The values of each survey, in the order of the documents. */
function bySurvey<D extends { readonly surveyId: Id }, V>(
  documents: readonly D[],
  valueOf: (document: D) => V,
): ReadonlyMap<Id, readonly V[]> {
  return new Map(
    [...groupBy(documents, ({ surveyId }) => surveyId)].map(([surveyId, found]) => [surveyId, found.map(valueOf)]),
  );
}

const pointOf = (document: SurveyActivityDocument): SurveyActivityPoint => ({
  from: document.from,
  counts: countsOf(document),
});

function choiceCountOf(document: ChoiceCountDocument): ChoiceCount {
  const { started: _started, ...counts } = countsOf(document);
  return { questionId: document.questionId, optionId: document.optionId, counts };
}

function countsOf(document: Partial<ActivityCounts>): ActivityCounts {
  return Object.fromEntries(
    ACTIVITY_MEASURES.map((measure) => [measure, document[measure] ?? 0]),
  ) as unknown as ActivityCounts;
}
