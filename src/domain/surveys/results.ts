import type { AsOf } from '../../contracts/as-of.js';
import type { Id } from '../../kernel/ids.js';
import { equalParts, midpoint, weightedMean } from '../../kernel/statistics.js';
import type { FinalStatus } from './response.js';
import type { Question, QuestionOption } from './survey.js';

/** The number of bins of a histogram when the numbers spread at all. */
export const HISTOGRAM_BINS = 10;

/** The counts of a store, per question. */
export interface QuestionTally {
  readonly questionId: Id;
  /** Responses that answered the question. */
  readonly answered: number;
  readonly choices: readonly { readonly optionId: Id; readonly rowId: Id | null; readonly count: number }[];
  /**
   * Of numeric answers; null when there are none. `bins[i]` counts the numbers in the i-th of HISTOGRAM_BINS equal
   * parts of min..max.
   */
  readonly numbers: {
    readonly mean: number;
    readonly median: number;
    readonly min: number;
    readonly max: number;
    readonly bins: readonly number[];
  } | null;
}

/** A survey's tallies over `responses` responses of the statuses asked for. */
export interface SurveyTally {
  readonly responses: number;
  readonly questions: ReadonlyMap<Id, QuestionTally>;
}

/**
 * Tallies that are kept up to date by the events of responses. They are behind by the lag of their consumer, and are
 * there for surveys whose every response was counted.
 */
export interface TallyRollUps {
  /** Rejects with UNAVAILABLE when they cannot be read. */
  results(surveyIds: readonly Id[], statuses: readonly FinalStatus[]): Promise<ReadonlyMap<Id, RolledUpTally>>;
}
interface RolledUpTally {
  readonly tally: SurveyTally;
  readonly asOf: AsOf;
}

export interface OptionCount {
  readonly option: QuestionOption;
  readonly count: number;
  readonly share: number;
}

export interface QuestionResult {
  readonly question: Question;
  readonly answered: number;
  readonly skipped: number;
  readonly options: readonly OptionCount[];
  readonly rows: readonly { readonly row: QuestionOption; readonly options: readonly OptionCount[] }[];
  readonly mean: number | null;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** The position that the roll-up is as of. Null when all responses were read. */
  readonly asOf: AsOf | null;
}

/** The result of one question: every option and row is in it, chosen or not, by position. */
export function questionResult(question: Question, tally: SurveyTally, asOf: AsOf | null = null): QuestionResult {
  const own = tally.questions.get(question.id);
  const answered = own?.answered ?? 0;
  const counts = new Map(own?.choices.map((choice) => [`${choice.rowId ?? ''} ${choice.optionId}`, choice.count]));
  const countsOf = (rowId: Id | '') =>
    question.options.map((option) => {
      const count = counts.get(`${rowId} ${option.id}`) ?? 0;
      return { option, count, share: answered === 0 ? 0 : count / answered };
    });
  const isMatrix = question.family === 'matrix';
  const options = isMatrix ? [] : countsOf('');
  const stats = own?.numbers ?? valueStatistics(options);
  return {
    question,
    answered,
    skipped: tally.responses - answered,
    options,
    rows: isMatrix ? question.rows.map((row) => ({ row, options: countsOf(row.id) })) : [],
    mean: stats?.mean ?? null,
    median: stats?.median ?? null,
    min: stats?.min ?? null,
    max: stats?.max ?? null,
    histogram: own?.numbers ? histogram(own.numbers) : [],
    asOf,
  };
}

/**
 * Statistics of the values of the chosen options, each weighted by how often it was chosen; null when none has a value.
 */
function valueStatistics(options: readonly OptionCount[]) {
  const weighted = options
    .flatMap(({ option, count }) => (option.value === null || count === 0 ? [] : [{ value: option.value, count }]))
    .sort((a, b) => a.value - b.value);
  const total = weighted.reduce((sum, { count }) => sum + count, 0);
  const [first] = weighted;
  const last = weighted.at(-1);
  if (first === undefined || last === undefined) return null;
  const at = (rank: number) => {
    let seen = 0;
    return (weighted.find(({ count }) => (seen += count) > rank) ?? last).value;
  };
  return {
    mean: weightedMean(weighted),
    median: midpoint(at(Math.floor((total - 1) / 2)), at(Math.floor(total / 2))),
    min: first.value,
    max: last.value,
  };
}

function histogram({ min, max, bins }: NonNullable<QuestionTally['numbers']>) {
  if (min === max) return [{ from: min, to: max, count: bins.reduce((sum, count) => sum + count, 0) }];
  const bounds = equalParts(min, max, HISTOGRAM_BINS);
  return bins.map((count, index) => ({ from: bounds[index] ?? min, to: bounds[index + 1] ?? max, count }));
}
