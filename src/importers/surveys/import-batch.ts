import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';
import type { Attribution } from '../../contracts/gateway-event.js';
import { gatewayEvent } from '../../contracts/gateway-event.js';
import type { Outbox } from '../../domain/outbox/outbox.js';
import { type ImportedSurvey } from './codebook.js';
import { columnsOfQuestions, reasonWithColumn, type ImportedResponse } from './imported-response.js';
import type { AnsweredResponse } from '../../domain/surveys/response.js';
import { submittedEventData } from '../../domain/surveys/response-event.js';
import { decideResponses } from '../../domain/surveys/submission.js';
import type { SurveyWrites } from '../../domain/surveys/survey-writes.js';
import { differenceOf } from './same-response.js';

/** A response and the row it comes from. */
interface PlacedResponse extends ImportedResponse {
  readonly line: number;
}

interface BatchOutcome {
  readonly imported: number;
  readonly known: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Bounds of one transaction; the first that is reached ends the batch. They bound memory and the transaction's time.
 */
const MAX_RESPONSES = 500;
const MAX_BYTES = 2_000_000;

/** The approximate size of a response in memory and in its statement. */
function sizeOf({ answers }: ImportedResponse): number {
  return answers.reduce(
    (size, { text, optionIds, cells }) =>
      size + 200 + 2 * (text?.length ?? 0) + 120 * (optionIds.length + 2 * cells.length),
    500,
  );
}

/** Collects responses until a batch is full. */
export function createBatch() {
  let responses: PlacedResponse[] = [];
  let size = 0;
  return {
    add(response: PlacedResponse): void {
      responses.push(response);
      size += sizeOf(response);
    },
    full: () => responses.length >= MAX_RESPONSES || size >= MAX_BYTES,
    take(): readonly PlacedResponse[] {
      const taken = responses;
      [responses, size] = [[], 0];
      return taken;
    },
  };
}

/**
 * Stores responses in the caller's transaction as respondAll does, with quotas and events, and skips those that exist.
 * A response that differs from an existing one of the same respondent is refused. Throws DomainError when a response
 * cannot be stored.
 */
export async function storeBatch(
  { surveys, outbox }: { readonly surveys: SurveyWrites; readonly outbox: Outbox },
  survey: ImportedSurvey,
  batch: readonly PlacedResponse[],
  by: Attribution,
): Promise<BatchOutcome> {
  const chosen = [...new Set(batch.flatMap(({ answers }) => answers.flatMap(({ optionIds }) => optionIds)))];
  // Lock the quotas before the read: earlier holders of these locks have committed their responses by then.
  const quotas = await surveys.lockQuotas(chosen);
  const stored = new Map<string, AnsweredResponse & { readonly line?: number }>(
    await surveys.responsesWithAnswers(batch.map(({ response }) => response.id)),
  );
  const fresh: PlacedResponse[] = [];
  const refused: { line: number; reason: string }[] = [];
  for (const given of batch) {
    const before = stored.get(given.response.id);
    const difference = before && differenceOf(before, given);
    if (before === undefined) {
      fresh.push(given);
      stored.set(given.response.id, given);
    } else if (difference !== undefined) {
      const columns = columnsOfQuestions(survey, difference.questionIds);
      const what = [
        ...(columns.length > 0 ? [`in column ${columns.join(', ')}`] : []),
        ...(difference.submitted ? ['in the time of submission'] : []),
      ].join(' and ');
      const who = JSON.stringify(clip(given.respondent, 50));
      const where = before.line === undefined ? 'an earlier row or run' : `line ${before.line}`;
      refused.push({
        line: given.line,
        reason: `the respondent ${who} already exists, from ${where}, and differs ${what}`,
      });
    }
  }
  const decided = decideResponses(
    survey.allQuestions,
    fresh.map(({ answers }) => ({ answers, partial: false })),
    quotas,
    (error) => error,
  );
  const ended = fresh.map(({ response, answers }, index) => {
    const { status = 'completed', filledQuotaIds = [] } = decided[index] ?? {};
    return { response: { ...response, status }, status, answers, filledQuotaIds };
  });
  const inserted = await surveys.insertNewResponses(ended);
  const own = ended.filter(({ response }) => inserted.has(response.id));
  await surveys.fillQuotas(own.flatMap(({ filledQuotaIds }) => filledQuotaIds));
  await outbox.append(
    own.map(({ response, status, answers }) =>
      gatewayEvent(
        'gateway.response.submitted.v1',
        response.id,
        submittedEventData(response, status, response.submittedAt ?? by.now, answers),
        by,
      ),
    ),
  );
  return { imported: own.length, known: batch.length - own.length - refused.length, refused };
}

/**
 * Runs `store` for the batch. When a response cannot be stored, runs it for each response separately, and refuses the
 * one that fails, with its line.
 */
export async function storeOrRefuse(
  batch: readonly PlacedResponse[],
  survey: ImportedSurvey,
  store: (part: readonly PlacedResponse[]) => Promise<BatchOutcome>,
): Promise<BatchOutcome> {
  try {
    return await store(batch);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined)
      return { imported: 0, known: 0, refused: [{ line: only.line, reason: reasonWithColumn(error, survey) }] };
  }
  let total: BatchOutcome = { imported: 0, known: 0, refused: [] };
  for (const one of batch) {
    const { imported, known, refused } = await storeOrRefuse([one], survey, store);
    total = {
      imported: total.imported + imported,
      known: total.known + known,
      refused: [...total.refused, ...refused],
    };
  }
  return total;
}
