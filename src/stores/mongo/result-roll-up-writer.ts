import type { AnyBulkWriteOperation, ClientSession, Collection } from 'mongodb';
import type { AsOf } from '../../contracts/as-of.js';
import type { FinalStatus } from '../../domain/read-models/result-change.js';
import {
  advanceRollUp,
  isCounting,
  type ResultRollUp,
  type RolledUpEvent,
} from '../../domain/read-models/result-roll-up.js';
import { mergeParts, partsOf, type TallyPart } from '../../domain/read-models/result-tally.js';
import { ACTIVITY_MEASURES } from '../../domain/read-models/survey-activity.js';
import { groupBy } from '../../kernel/group-by.js';
import type { Id } from '../../kernel/ids.js';
import type { Db } from 'mongodb';
import { asOfFrom } from './as-of-document.js';
import { collectionsOf, POSITION_UNIT, type ResultTallyDocument } from './collections.js';
import {
  partDocument,
  partFrom,
  partId,
  partsKey,
  rollUpDocument,
  rollUpFrom,
  rollUpKey,
} from './result-tally-documents.js';

const FINAL_STATUSES = ACTIVITY_MEASURES.filter((measure): measure is FinalStatus => measure !== 'started');

interface Advanced {
  readonly rollUp: ResultRollUp;
  readonly wasCounting: boolean;
  readonly revision: number;
  readonly parts: ReadonlyMap<string, TallyPart>;
}

/**
 * Rolls up results within the transaction of `session`. Call it before the transaction moves the positions of the
 * surveys' activities. Reads see the state at the start of the transaction. So two transactions that write the same
 * roll-up conflict, and the second runs again.
 */
export function createResultRollUpWriter(
  db: Db,
  generation: number,
): (events: readonly RolledUpEvent[], session: ClientSession) => Promise<void> {
  const { resultTallies, surveyActivity } = collectionsOf(db, generation);

  async function positions(surveyIds: readonly Id[], session: ClientSession): Promise<ReadonlyMap<Id, AsOf | null>> {
    const _id = { $in: surveyIds.map((surveyId) => `${surveyId}/${POSITION_UNIT}`) };
    const found = await surveyActivity.find({ _id }, { session }).toArray();
    return new Map(found.map(({ surveyId, asOf }) => [surveyId, asOfFrom(asOf)]));
  }

  return async (events, session) => {
    const bySurvey = groupBy(events, ({ change }) => change.surveyId);
    if (bySurvey.size === 0) return;
    const counted = await positions([...bySurvey.keys()], session);
    const known = await byId(resultTallies, [...bySurvey.keys()].map(rollUpKey), session);
    const advanced = [...bySurvey].map(([surveyId, own]): Advanced => {
      const document = known.get(rollUpKey(surveyId));
      const before = document && rollUpFrom(document);
      const rollUp = advanceRollUp(before, counted.get(surveyId) ?? null, own as [RolledUpEvent, ...RolledUpEvent[]]);
      return {
        rollUp,
        wasCounting: before === undefined || isCounting(before),
        revision: (document?.revision ?? 0) + 1,
        parts: isCounting(rollUp) ? partsOf(own.flatMap(submittedResponse)) : new Map<string, TallyPart>(),
      };
    });

    const partIds = advanced.flatMap(({ rollUp, parts }) =>
      [...parts.values()].map((part) => partId(rollUp.surveyId, part)),
    );
    const stored = await byId(resultTallies, partIds, session);
    const dropped = advanced.filter(({ rollUp, wasCounting }) => wasCounting && !isCounting(rollUp));
    if (dropped.length > 0)
      await resultTallies.deleteMany(
        {
          of: {
            $in: dropped.flatMap(({ rollUp }) => FINAL_STATUSES.map((status) => partsKey(rollUp.surveyId, status))),
          },
        },
        { session },
      );
    const documents = advanced.flatMap(({ rollUp, revision, parts }) => [
      rollUpDocument(rollUp, revision),
      ...[...parts.values()].map((part) => {
        const document = stored.get(partId(rollUp.surveyId, part));
        const before = document && partFrom(document);
        return partDocument(rollUp, before === undefined ? part : mergeParts(before, part), revision);
      }),
    ]);
    const isStored = ({ _id }: ResultTallyDocument) => known.has(_id) || stored.has(_id);
    const added = documents.filter((document) => !isStored(document));
    if (added.length > 0) await resultTallies.insertMany(added, { session });
    const changed = documents.filter(isStored);
    if (changed.length > 0) await resultTallies.bulkWrite(changed.map(replacement), { session });
  };
}

async function byId(
  collection: Collection<ResultTallyDocument>,
  ids: readonly string[],
  session: ClientSession,
): Promise<ReadonlyMap<string, ResultTallyDocument>> {
  if (ids.length === 0) return new Map();
  const found = await collection.find({ _id: { $in: [...ids] } }, { session }).toArray();
  return new Map(found.map((document) => [document._id, document]));
}

function submittedResponse({ change, isNew }: RolledUpEvent) {
  return isNew && change.kind === 'submitted' && change.answers !== null
    ? [{ status: change.status, answers: change.answers }]
    : [];
}

function replacement({ _id, ...document }: ResultTallyDocument): AnyBulkWriteOperation<ResultTallyDocument> {
  return { replaceOne: { filter: { _id }, replacement: document } };
}
