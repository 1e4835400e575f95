import type { Id } from '../../../kernel/ids.js';
import { HISTOGRAM_BINS, type QuestionTally, type SurveyTally } from '../../../domain/surveys/results.js';
import { clamp } from '../../../kernel/statistics.js';
import type { SurveyReads } from '../../../domain/surveys/survey-reads.js';
import { MAX_TREND_POINTS, type TrendPoint } from '../../../domain/surveys/trends.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';

interface ChoiceRow {
  surveyId: Id;
  questionId: Id;
  optionId: Id | null;
  rowId: Id | null;
  answered: number;
  count: number;
}
interface NumberRow {
  questionId: Id;
  scaledSum: number;
  scaledMedian: number;
  numbers: number;
  min: number;
  max: number;
  bins: number[];
}

const COUNTED = `FROM survey_response r JOIN answer a ON a.response_id = r.id
  WHERE r.survey_id = ANY($1::uuid[]) AND r.status = ANY($2::response_status[])`;

/** Every answer's position 0 counts one answered question, and each row one choice. */
const CHOICES = `SELECT r.survey_id AS "surveyId", a.question_id AS "questionId", a.option_id AS "optionId", a.row_id AS "rowId",
  count(*) FILTER (WHERE a.position = 0) AS answered, count(*) AS count
  ${COUNTED} GROUP BY r.survey_id, a.question_id, a.option_id, a.row_id`;

/**
 * A power of two, so scaling by it rounds nothing; and more than there are answers to a question, so their sum stays
 * finite.
 */
const SCALE = 2 ** 40;

/**
 * PostgreSQL refuses a sum, an average (it squares) and a quotient of doubles that leave their range. Answers from
 * before numbers had a bound may be any double. So all statistics are of numbers divided by SCALE. A number next to 0
 * would be too small to divide, and counts as 0. The sum has an order, because each order of adding rounds otherwise.
 * The greatest number belongs to the last bin, which is closed. width_bucket alone would put it past the end.
 */
const NUMBERS = `WITH numbers AS (SELECT a.question_id, a.number, CASE WHEN abs(a.number) < 1e-200 THEN 0 ELSE a.number / ${SCALE} END AS scaled
      ${COUNTED} AND a.number IS NOT NULL),
  spread AS (SELECT question_id, sum(scaled ORDER BY scaled) AS sum, count(*) AS numbers,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY scaled) AS median, min(number) AS min, max(number) AS max,
      min(scaled) AS least, max(scaled) AS greatest FROM numbers GROUP BY question_id),
  binned AS (SELECT n.question_id,
      CASE WHEN s.least = s.greatest THEN 1 ELSE least(width_bucket(n.scaled, s.least, s.greatest, ${HISTOGRAM_BINS}), ${HISTOGRAM_BINS}) END AS bin, count(*) AS count
    FROM numbers n JOIN spread s USING (question_id) GROUP BY 1, 2)
  SELECT s.question_id AS "questionId", s.sum AS "scaledSum", s.median AS "scaledMedian", s.numbers::int AS numbers, s.min, s.max,
    (SELECT array_agg(coalesce(b.count, 0)::int ORDER BY i.bin) FROM generate_series(1, ${HISTOGRAM_BINS}) AS i(bin)
      LEFT JOIN binned b ON b.bin = i.bin AND b.question_id = s.question_id) AS bins
  FROM spread s`;

const RESPONSES = `SELECT survey_id AS "surveyId", count(*) FROM survey_response
  WHERE survey_id = ANY($1::uuid[]) AND status = ANY($2::response_status[]) GROUP BY survey_id`;

/** The part of SurveyReads that counts: three statements for the results of any number of surveys. */
export function createTallyReads(database: Database): Pick<SurveyReads, 'tallies' | 'trends'> {
  return {
    async tallies(surveyIds, statuses) {
      const values = [surveyIds, statuses];
      const [choices, numbers, responses] = await Promise.all([
        database.query<ChoiceRow>('tally-choices', CHOICES, values),
        database.query<NumberRow>('tally-numbers', NUMBERS, values),
        database.query<{ surveyId: Id; count: number }>('tally-responses', RESPONSES, values),
      ]);
      const numbersOf = new Map(numbers.map((row) => [row.questionId, statisticsOf(row)]));
      const bySurvey = groupBy(choices, (row) => row.surveyId);
      const totals = new Map(responses.map((row) => [row.surveyId, row.count]));
      return new Map<Id, SurveyTally>(
        surveyIds.map((id) => [
          id,
          { responses: totals.get(id) ?? 0, questions: questionTallies(bySurvey.get(id) ?? [], numbersOf) },
        ]),
      );
    },

    async trends(surveyId, { interval, from, to }) {
      const latest = await database.query<TrendPoint>(
        'trends',
        `SELECT date_trunc($2, submitted_at, 'UTC') AS "from", count(*) AS total,
           count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'partial') AS partial,
           count(*) FILTER (WHERE status = 'disqualified') AS disqualified, count(*) FILTER (WHERE status = 'overquota') AS overquota
         FROM survey_response WHERE survey_id = $1 AND submitted_at IS NOT NULL
           AND ($3::timestamptz IS NULL OR submitted_at >= $3) AND ($4::timestamptz IS NULL OR submitted_at < $4)
         GROUP BY 1 ORDER BY 1 DESC LIMIT ${MAX_TREND_POINTS}`,
        [surveyId, interval, from ?? null, to ?? null],
      );
      return latest.reverse();
    },
  };
}

function questionTallies(
  rows: readonly ChoiceRow[],
  numbersOf: ReadonlyMap<Id, QuestionTally['numbers']>,
): ReadonlyMap<Id, QuestionTally> {
  return new Map(
    [...groupBy(rows, (row) => row.questionId)].map(([questionId, own]) => [
      questionId,
      {
        questionId,
        answered: own.reduce((sum, row) => sum + row.answered, 0),
        choices: own.flatMap(({ optionId, rowId, count }) => (optionId === null ? [] : [{ optionId, rowId, count }])),
        numbers: numbersOf.get(questionId) ?? null,
      },
    ]),
  );
}

/** Rounding can carry a mean or median past the numbers it is of, and so out of a double's range. */
function statisticsOf({
  scaledSum,
  scaledMedian,
  numbers,
  min,
  max,
  bins,
}: NumberRow): NonNullable<QuestionTally['numbers']> {
  return {
    mean: clamp((scaledSum / numbers) * SCALE, min, max),
    median: clamp(scaledMedian * SCALE, min, max),
    min,
    max,
    bins,
  };
}
