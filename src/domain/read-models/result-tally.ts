import type { Id } from '../../kernel/ids.js';
import { addNumbers, mergeNumbers, numberStatistics, type NumberStatistics, type NumberTally } from './number-tally.js';
import type { FinalStatus, SubmittedAnswers } from './result-change.js';

/**
 * Vocabulary. The results of a survey are rolled up in *parts*: one for each question and status that a response ended
 * with, and for each row of a matrix one more. A part has the counts of its answers. Parts with the same key are added.
 */
export interface TallyPart {
  readonly status: FinalStatus;
  readonly questionId: Id;
  /** Null in the part of the question itself. */
  readonly rowId: Id | null;
  /** Responses that answered the question; 0 in the part of a row. */
  readonly answered: number;
  readonly choices: readonly { readonly optionId: Id; readonly count: number }[];
  /** Null when no number was given. */
  readonly numbers: NumberTally | null;
}

/** The results of one question, over parts of several statuses. */
export interface RolledUpQuestion {
  readonly questionId: Id;
  readonly answered: number;
  readonly choices: readonly { readonly optionId: Id; readonly rowId: Id | null; readonly count: number }[];
  readonly numbers: NumberStatistics | null;
}

/** Identifies a part among those of its survey. */
export function partKey({ status, questionId, rowId }: Pick<TallyPart, 'status' | 'questionId' | 'rowId'>): string {
  return `${status}/${questionId}/${rowId ?? ''}`;
}

/** The parts of these responses, by their keys. */
export function partsOf(
  responses: readonly { readonly status: FinalStatus; readonly answers: SubmittedAnswers }[],
): ReadonlyMap<string, TallyPart> {
  const parts = new Map<string, PartInMaking>();
  const part = (status: FinalStatus, questionId: Id, rowId: Id | null = null) => {
    const key = partKey({ status, questionId, rowId });
    const known: PartInMaking = parts.get(key) ?? {
      status,
      questionId,
      rowId,
      answered: 0,
      choices: new Map(),
      numbers: [],
    };
    parts.set(key, known);
    return known;
  };
  for (const { status, answers } of responses) {
    for (const questionId of answers.answered) part(status, questionId).answered += 1;
    for (const { questionId, optionId } of answers.choices) countOne(part(status, questionId).choices, optionId);
    for (const { questionId, rowId, optionId } of answers.cells)
      countOne(part(status, questionId, rowId).choices, optionId);
    for (const { questionId, number } of answers.numbers) part(status, questionId).numbers.push(number);
  }
  return new Map(
    [...parts].map(([key, { choices, numbers, ...made }]) => [
      key,
      {
        ...made,
        choices: [...choices].map(([optionId, count]) => ({ optionId, count })),
        numbers: numbers.length === 0 ? null : addNumbers(null, numbers),
      },
    ]),
  );
}

interface PartInMaking {
  readonly status: FinalStatus;
  readonly questionId: Id;
  readonly rowId: Id | null;
  answered: number;
  readonly choices: Map<Id, number>;
  readonly numbers: number[];
}

function countOne(counts: Map<Id, number>, optionId: Id): void {
  counts.set(optionId, (counts.get(optionId) ?? 0) + 1);
}

/** The part that has the counts of both, which have the same question and row. */
export function mergeParts(a: TallyPart, b: TallyPart): TallyPart {
  const counts = new Map(a.choices.map(({ optionId, count }) => [optionId, count]));
  for (const { optionId, count } of b.choices) counts.set(optionId, (counts.get(optionId) ?? 0) + count);
  return {
    ...a,
    answered: a.answered + b.answered,
    choices: [...counts].map(([optionId, count]) => ({ optionId, count })),
    numbers: a.numbers === null || b.numbers === null ? (a.numbers ?? b.numbers) : mergeNumbers(a.numbers, b.numbers),
  };
}

/** The results of each question over these parts of one survey, with histograms of `bins` bins. */
export function rolledUpQuestions(parts: readonly TallyPart[], bins: number): ReadonlyMap<Id, RolledUpQuestion> {
  const merged = new Map<string, TallyPart>();
  for (const part of parts) {
    const key = `${part.questionId}/${part.rowId ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? part : mergeParts(known, part));
  }
  const questions = new Map<
    Id,
    { answered: number; choices: RolledUpQuestion['choices'][]; numbers: NumberTally | null }
  >();
  for (const { questionId, rowId, answered, choices, numbers } of merged.values()) {
    const known = questions.get(questionId) ?? { answered: 0, choices: [], numbers: null };
    known.answered += answered;
    known.choices.push(choices.map(({ optionId, count }) => ({ optionId, rowId, count })));
    known.numbers ??= numbers;
    questions.set(questionId, known);
  }
  return new Map(
    [...questions].map(([questionId, { answered, choices, numbers }]) => [
      questionId,
      { questionId, answered, choices: choices.flat(), numbers: numbers && numberStatistics(numbers, bins) },
    ]),
  );
}
