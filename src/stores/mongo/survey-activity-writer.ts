import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import { ACTIVITY_UNITS, beginningOf, type SurveyActivityChange } from '../../domain/read-models/survey-activity.js';
import type {
  CountedEvent,
  SurveyActivityWrites,
  SurveyEffects,
} from '../../domain/read-models/survey-activity-store.js';
import type { Clock } from '../../kernel/clock.js';
import { groupBy } from '../../kernel/group-by.js';
import { raiseAsOf } from './as-of-document.js';
import {
  collectionsOf,
  nameInGeneration,
  POSITION_UNIT,
  type ChoiceCountDocument,
  type SurveyActivityDocument,
} from './collections.js';
import { createGroupCommit } from './group-commit.js';
import type { Mongo } from './mongo-connection.js';
import { areNew } from './new-keys.js';
import { isMongoOutage } from './outage.js';
import { createResultRollUpWriter } from './result-roll-up-writer.js';
import { MOST_EVENTS } from './transaction-size.js';

const EPOCH = new Date(0);
/** Of so many partitions, each with the 100 changes that its consumer applies together at most: see MOST_EVENTS. */
const MAX_BATCHES = MOST_EVENTS / 100;

type Applied = CountedEvent & SurveyEffects;

/** See SurveyActivityWrites. */
export function createSurveyActivityWriter(
  mongo: Mongo,
  { clock, generation }: { readonly clock: Clock; readonly generation: number },
): SurveyActivityWrites {
  const { surveyActivity, choiceCounts, inbox } = collectionsOf(mongo.db, generation);
  const rollUp = createResultRollUpWriter(mongo.db, generation);

  const commit = (batches: readonly (readonly Applied[])[]): Promise<readonly (readonly boolean[])[]> =>
    mongo.transaction(async (session) => {
      const items = batches.flat();
      const keys = items.map((item) => inboxKey(item, generation));
      const isNew = await areNew(inbox, keys, session);
      const added = keys.filter((_, index) => isNew[index]);
      const appliedAt = clock.now();
      if (added.length > 0)
        await inbox.insertMany(
          added.map((_id) => ({ _id, appliedAt })),
          { session },
        );
      // Only what entered the inbox in this transaction is counted in it.
      await add(
        items.flatMap(({ change }, index) => (isNew[index] === true && change !== undefined ? [change] : [])),
        session,
      );
      const results = items.flatMap(({ result, position }, index) =>
        result === undefined ? [] : [{ change: result, position, isNew: isNew[index] === true }],
      );
      await rollUp(results, session);
      // Of repeated events too: one that was published twice is contained at its second offset as well.
      const positions = positionUpdates(items);
      if (positions.length > 0) await surveyActivity.bulkWrite(positions, { session });
      let start = 0;
      return batches.map(({ length }) => isNew.slice(start, (start += length)));
    });

  async function add(changes: readonly SurveyActivityChange[], session: ClientSession): Promise<void> {
    const activity = sum(changes.flatMap(activityAdditions));
    if (activity.length > 0) await surveyActivity.bulkWrite(activity, { session });
    const choices = sum(changes.flatMap(choiceAdditions));
    if (choices.length > 0) await choiceCounts.bulkWrite(choices, { session });
  }

  const group = createGroupCommit({ commit, affectsAll: isMongoOutage, maxItems: MAX_BATCHES });
  return {
    applyOnce: async (event, change) => (await group.add([{ ...event, change }]))[0] === true,
    applyTogether: async (events) => (events.length === 0 ? [] : group.add(events)),
  };
}

/** One update per survey: its position reaches the furthest of its events that count in the activity. */
function positionUpdates(items: readonly Applied[]): AnyBulkWriteOperation<SurveyActivityDocument>[] {
  const counted = items.flatMap(({ change, position }) => (change === undefined ? [] : [{ ...change, position }]));
  return [...groupBy(counted, ({ surveyId }) => surveyId)].map(([surveyId, ofSurvey]) => ({
    updateOne: {
      filter: { _id: `${surveyId}/${POSITION_UNIT}` },
      update: {
        $setOnInsert: { tenant: ofSurvey[0]?.tenant ?? '', surveyId, unit: POSITION_UNIT, from: EPOCH },
        $max: raiseAsOf(ofSurvey.map(({ position }) => position)),
      },
      upsert: true,
    },
  }));
}

/** Each generation counts an event once. */
const inboxKey = ({ consumer, eventId }: Applied, generation: number) =>
  `${nameInGeneration(consumer, generation)}/${eventId}`;

/** One more of `measure` in the document of this key, which begins with `document` where it is not there yet. */
interface Addition<D extends SurveyActivityDocument | ChoiceCountDocument> {
  readonly key: string;
  readonly document: Omit<D, '_id'>;
  readonly measure: SurveyActivityChange['measure'];
}

function activityAdditions({
  tenant,
  surveyId,
  at,
  measure,
}: SurveyActivityChange): Addition<SurveyActivityDocument>[] {
  return ACTIVITY_UNITS.map((unit) => {
    const from = beginningOf(unit, at);
    return { key: `${surveyId}/${unit}/${from.toISOString()}`, document: { tenant, surveyId, unit, from }, measure };
  });
}

function choiceAdditions({
  tenant,
  surveyId,
  measure,
  choices,
}: SurveyActivityChange): Addition<ChoiceCountDocument>[] {
  return choices.map(({ questionId, optionId }) => ({
    key: `${surveyId}/${questionId}/${optionId}`,
    document: { tenant, surveyId, questionId, optionId },
    measure,
  }));
}

/** One write per document, however many changes add to it. */
function sum<D extends SurveyActivityDocument | ChoiceCountDocument>(
  additions: readonly Addition<D>[],
): AnyBulkWriteOperation<D>[] {
  const byKey = new Map<
    string,
    { document: Omit<D, '_id'>; increments: Partial<Record<SurveyActivityChange['measure'], number>> }
  >();
  for (const { key, document, measure } of additions) {
    const { increments } = byKey.get(key) ?? byKey.set(key, { document, increments: {} }).get(key)!;
    increments[measure] = (increments[measure] ?? 0) + 1;
  }
  return [...byKey].map(
    ([_id, { document, increments }]) =>
      ({
        updateOne: { filter: { _id }, update: { $setOnInsert: document, $inc: increments }, upsert: true },
      }) as unknown as AnyBulkWriteOperation<D>,
  );
}
