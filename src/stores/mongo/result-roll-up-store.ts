import type { ResultRollUpReads, RolledUpResults } from '../../domain/read-models/survey-activity-store.js';
import type { FinalStatus } from '../../domain/read-models/result-change.js';
import { rolledUpQuestions } from '../../domain/read-models/result-tally.js';
import { HISTOGRAM_BINS } from '../../domain/surveys/results.js';
import { DomainError } from '../../kernel/errors.js';
import { groupBy } from '../../kernel/group-by.js';
import type { Id } from '../../kernel/ids.js';
import { collectionsOf, type ResultTallyDocument } from './collections.js';
import { perGeneration } from './model-generations.js';
import type { Mongo } from './mongo-connection.js';
import { readBounded } from './read-bounded.js';
import { partFrom, partsKey, rollUpFrom, rollUpKey } from './result-tally-documents.js';
import { timedRead } from './timed-read.js';

const WHAT = 'The read model';
/** A read that meets as many writes of one survey gives up. */
const MOST_TRIES = 10;

/** Rolled-up results in MongoDB. */
export function createResultRollUps({ db, generations }: Pick<Mongo, 'db' | 'generations'>): ResultRollUpReads {
  const collectionsAt = perGeneration((at) => collectionsOf(db, at));

  /** The roll-up of each survey and then its parts, in one command. */
  const read = (surveyIds: readonly Id[], statuses: readonly FinalStatus[]) =>
    timedRead(async (limits) => {
      const keys = surveyIds.flatMap((id) => [rollUpKey(id), ...statuses.map((status) => partsKey(id, status))]);
      const { resultTallies } = collectionsAt(generations.read('analytics'));
      const found = await readBounded(resultTallies.find({ of: { $in: keys } }, limits).sort({ of: 1 }));
      return groupBy(found, ({ surveyId }) => surveyId);
    }, WHAT);

  return {
    async results(surveyIds, statuses) {
      const results = new Map<Id, RolledUpResults>();
      let asked = surveyIds;
      for (let tries = 0; asked.length > 0; tries += 1) {
        if (tries === MOST_TRIES) throw new DomainError('UNAVAILABLE', `${WHAT} is being written. Retry.`);
        const torn: Id[] = [];
        for (const [surveyId, documents] of await read(asked, statuses)) {
          if (isTorn(documents)) torn.push(surveyId);
          else {
            const found = resultsFrom(documents, statuses);
            if (found !== undefined) results.set(surveyId, found);
          }
        }
        asked = torn;
      }
      return results;
    },
  };
}

/** Whether a part was written after the roll-up, which was read before it, so that they do not belong together. */
function isTorn([first, ...parts]: readonly ResultTallyDocument[]): boolean {
  return parts.some(({ revision }) => revision > (first?.revision ?? 0));
}

function resultsFrom(
  [first, ...parts]: readonly ResultTallyDocument[],
  statuses: readonly FinalStatus[],
): RolledUpResults | undefined {
  const rollUp = first && rollUpFrom(first);
  if (rollUp?.state !== 'complete' || rollUp.asOf === null) return undefined;
  const responses = statuses.reduce((sum, status) => sum + (rollUp.responses[status] ?? 0), 0);
  const questions = rolledUpQuestions(
    parts.flatMap((document) => partFrom(document) ?? []),
    HISTOGRAM_BINS,
  );
  return { tally: { responses, questions }, asOf: rollUp.asOf };
}
