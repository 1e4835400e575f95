import { clip } from '../../kernel/clip.js';
import { type Codebook, type ImportedSurvey } from './codebook.js';
import type { Question, QuestionOption } from '../../domain/surveys/survey.js';
import { columnKey, columnLabel } from './column-refs.js';

/**
 * How an import interpreted cells, stored with the survey: another codebook under the same key must not have another
 * meaning. It holds what the questions themselves do not show.
 */
export interface ImportMeaning {
  /** The key of the column that identifies a respondent. Null when the row's number does. */
  readonly respondent: string | null;
  /** For each question, the cells that choose its options, in the order of the options. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
}

export function meaningOf({ respondentColumn }: Codebook, { questions }: ImportedSurvey): ImportMeaning {
  const codes = questions.flatMap(({ spec, question }) => {
    if (!('options' in spec)) return [];
    const chosenBy = spec.options.map(({ code, column, textColumn }) =>
      [
        code === undefined ? [] : [`the code ${JSON.stringify(code)}`],
        column === undefined ? [] : [`in column ${columnLabel(column)}`],
        textColumn === undefined ? [] : [`text in column ${columnLabel(textColumn)}`],
      ]
        .flat()
        .join(' '),
    );
    return [[question.id, chosenBy] as const];
  });
  return {
    respondent: respondentColumn === undefined ? null : columnKey(respondentColumn),
    codes: Object.fromEntries(codes),
  };
}

const SHOWN = 5;

/**
 * The changes that a codebook would make to a survey that was imported before. Empty when there are none. `kept` is
 * undefined for old imports.
 */
export function changesOfMeaning(
  codebook: Codebook,
  survey: ImportedSurvey,
  stored: readonly Question[],
  kept: ImportMeaning | undefined,
): readonly string[] {
  const wanted = survey.allQuestions;
  const before = new Map(stored.map((question) => [question.id, question]));
  const changes = wanted.flatMap((question) => {
    const old = before.get(question.id);
    return old === undefined
      ? [`the question ${quoted(question.heading)} was not there`]
      : questionChanges(old, question);
  });
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id, heading } of stored) if (!ids.has(id)) changes.push(`the question ${quoted(heading)} is gone`);
  if (changes.length === 0 && wanted.some(({ id }, index) => id !== stored[index]?.id))
    changes.push('the questions are in another order');
  if (kept !== undefined) changes.push(...codeChanges(kept, meaningOf(codebook, survey), wanted));
  return changes.length > SHOWN ? [...changes.slice(0, SHOWN), `and ${changes.length - SHOWN} more`] : changes;
}

const quoted = (text: string) => JSON.stringify(clip(text, 80));

function questionChanges(old: Question, now: Question): readonly string[] {
  const name = `the question ${quoted(old.heading)}`;
  const changes: string[] = [];
  for (const field of ['heading', 'family', 'subtype', 'required'] as const)
    if (old[field] !== now[field])
      changes.push(`${name} had the ${field} ${quoted(String(old[field]))}, and has ${quoted(String(now[field]))}`);
  if (sorted(old.validation) !== sorted(now.validation)) changes.push(`${name} had another validation`);
  for (const [kind, [had, has]] of Object.entries({ options: [old.options, now.options], rows: [old.rows, now.rows] }))
    if (shape(had ?? []) !== shape(has ?? []))
      changes.push(`${name} had the ${kind} ${labels(had ?? [])}, and has ${labels(has ?? [])}`);
  return changes;
}

const sorted = (validation: Question['validation']) =>
  JSON.stringify(Object.entries(validation ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
const shape = (options: readonly QuestionOption[]) =>
  JSON.stringify(options.map(({ label, value, disqualifies }) => [label, value, disqualifies]));
const labels = (options: readonly QuestionOption[]) =>
  options
    .slice(0, 10)
    .map(
      ({ label, value, disqualifies }) =>
        `${quoted(label)}${value === null ? '' : ` = ${value}`}${disqualifies ? ' (disqualifies)' : ''}`,
    )
    .join(', ') + (options.length > 10 ? ', ...' : '');

function codeChanges(kept: ImportMeaning, now: ImportMeaning, questions: readonly Question[]): readonly string[] {
  const changes =
    kept.respondent === now.respondent
      ? []
      : [`respondents were identified by ${identity(kept.respondent)}, and are by ${identity(now.respondent)}`];
  for (const { id, heading, options } of questions)
    options.forEach(({ label }, index) => {
      const [had, has] = [kept.codes[id]?.[index], now.codes[id]?.[index]];
      if (had !== undefined && had !== has)
        changes.push(`in ${quoted(heading)}, ${quoted(label)} was ${had}, and is ${has ?? 'nothing'}`);
    });
  return changes;
}

const identity = (column: string | null) =>
  column === null ? "the row's number" : `the column ${JSON.stringify(column)}`;
