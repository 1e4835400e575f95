import { ACTIVITY_MEASURES, type ActivityCounts } from '../../domain/read-models/survey-activity.js';
import type { SurveyActivityReads, SurveyActivityWrites } from '../../domain/read-models/survey-activity-store.js';
import type { Clock } from '../../kernel/clock.js';
import { collectionsOf } from './collections.js';
import { text } from './filter-text.js';
import type { Mongo } from './mongo-connection.js';
import { timedRead } from './timed-read.js';
import { createSurveyActivityWriter } from './survey-activity-writer.js';

/** Counts of survey responses in MongoDB, both sides. */
export function createSurveyActivityStore(
  mongo: Mongo,
  parts: { readonly clock: Clock },
): SurveyActivityReads & SurveyActivityWrites {
  const { surveyActivity, choiceCounts } = collectionsOf(mongo.db);
  return {
    ...createSurveyActivityWriter(mongo, parts),

    async activity(tenant, surveyId, unit, from, to) {
      const documents = await timedRead((limits) =>
        surveyActivity
          .find({ tenant: text(tenant), surveyId: text(surveyId), unit, from: { $gte: from, $lt: to } }, limits)
          .sort({ from: 1 })
          .toArray(),
      );
      return documents.map((document) => ({ from: document.from, counts: countsOf(document) }));
    },

    async choiceCounts(tenant, surveyId) {
      const documents = await timedRead((limits) =>
        choiceCounts
          .find({ tenant: text(tenant), surveyId: text(surveyId) }, limits)
          .sort({ questionId: 1, optionId: 1 })
          .toArray(),
      );
      return documents.map((document) => {
        const { started: _started, ...counts } = countsOf(document);
        return { questionId: document.questionId, optionId: document.optionId, counts };
      });
    },
  };
}

function countsOf(document: Partial<ActivityCounts>): ActivityCounts {
  return Object.fromEntries(
    ACTIVITY_MEASURES.map((measure) => [measure, document[measure] ?? 0]),
  ) as unknown as ActivityCounts;
}
