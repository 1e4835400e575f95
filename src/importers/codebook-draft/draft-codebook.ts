import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';
import { LIMITS } from '../../domain/surveys/survey-inputs.js';
import { isNamed } from './column-names.js';
import { columnLabel } from '../surveys/column-refs.js';
import { createColumnProfiler, type ColumnDates } from './column-profile.js';
import { draftColumns, groupsOf, hasTwoHeaderRows, type DraftColumn } from './draft-columns.js';
import { AMBIGUOUS_DATE, draftQuestions, joinOther, type DraftQuestion } from './draft-questions.js';

/** A codebook draft, its open decisions, and notes for its reader. */
interface CodebookDraft {
  readonly codebook: Readonly<Record<string, unknown>>;
  readonly todo: readonly string[];
  readonly notes: readonly string[];
}

export interface DraftInput {
  readonly key: string;
  readonly title: string;
  /** The codebook's `csv` without the header rows, which are found here. */
  readonly csv: Readonly<Record<string, unknown>>;
  /** The IANA time zone of dates without an offset. */
  readonly zone?: string | undefined;
}

const MAX_COLUMNS = 5000;
/** Characters of values kept to find options, in all columns together. */
const VALUE_BUDGET = 10_000_000;

const ZONE_TODO = 'TODO: the IANA time zone of the dates, such as Europe/Berlin';

/**
 * Drafts a codebook for a file from its header and every row. A decision that the file does not show is a TODO, which
 * the import refuses.
 */
export async function draftCodebook(
  records: AsyncIterable<readonly string[]>,
  { key, title, csv, zone }: DraftInput,
): Promise<CodebookDraft> {
  const { header, profiles, rows, otherLengths } = await profileOf(records);
  const twoRows = header.length === 2;
  // A delimiter at the end of each row makes a column without a header and without values.
  const columns = draftColumns(header, profiles).filter(
    ({ ref, profile }) =>
      profile.count > 0 || profile.missingCodes.size > 0 || (typeof ref === 'string' ? ref : ref.header) !== '',
  );
  const about = columns.filter(({ part }) => part === '');
  const named = (kind: 'respondent' | 'submitted' | 'started', fits: (column: DraftColumn) => boolean) =>
    about.find((column) => isNamed(kind, column.question) && fits(column));
  const respondent = named('respondent', ({ profile }) => profile.count === rows);
  const isMoment = ({ profile }: DraftColumn) => profile.dates?.kind === 'both' && profile.count === rows;
  const submitted = named('submitted', isMoment);
  const started = submitted && named('started', isMoment);
  const personal = about.filter((column) => isNamed('personal', column.question) && column !== respondent);
  const settled = new Set([respondent, submitted, started, ...personal]);
  const questions = questionsOf(
    columns.filter((column) => !settled.has(column)),
    twoRows,
  );

  const todo: string[] = questions.flatMap((question) => question.todo);
  if (String(csv['encoding'] ?? '').startsWith('TODO'))
    todo.push('csv.encoding: the encoding of the file, which is not UTF-8');
  if (questions.length === 0) todo.push('pages: questions; no column of the file looks like answers');
  if (submitted === undefined) todo.push('submitted: a column of moments, or one instant for all responses');
  const dates = datesOf([submitted, started], zone);
  if (dates?.format === AMBIGUOUS_DATE) todo.push('dates.format: which part of a date such as 03/04/2026 is the month');
  if (dates?.zone === ZONE_TODO) todo.push('dates.zone: the time zone of the dates (or run this again with --zone)');
  const notes = [
    ...(personal.length === 0
      ? []
      : [
          `Left out, because they are personal data or not answers: ${personal.map(({ ref }) => columnLabel(ref)).join(', ')}.`,
        ]),
    ...(respondent === undefined
      ? ['No column says who answered: a row is identified by its number, so rows must keep their order between runs.']
      : []),
    ...questions.flatMap((question) => question.notes),
    ...rowsOfCheckboxes(questions),
    ...(otherLengths === 0
      ? []
      : [`${otherLengths} rows have another number of cells than the header, and will be refused.`]),
    ...longTexts(columns),
  ];
  const codebook = {
    key,
    title,
    csv: { ...csv, ...(twoRows && { headerRows: 2 }) },
    ...(dates && { dates }),
    ...(respondent && { respondentColumn: respondent.ref }),
    ...(personal.length > 0 && { ignoredColumns: personal.map(({ ref }) => ref) }),
    ...(started && { started: { column: started.ref } }),
    submitted:
      submitted === undefined
        ? { at: 'TODO: an instant such as 2026-11-20T15:00:00Z, or { "column": ... } instead' }
        : { column: submitted.ref },
    pages: pagesOf(questions),
  };
  return { codebook, todo, notes };
}

async function profileOf(records: AsyncIterable<readonly string[]>) {
  const budget = { characters: VALUE_BUDGET };
  const first: (readonly string[])[] = [];
  let header: readonly (readonly string[])[] | undefined;
  let profilers: ReturnType<typeof createColumnProfiler>[] = [];
  let [rows, otherLengths] = [0, 0];
  const take = (cells: readonly string[]) => {
    rows += 1;
    if (cells.length !== profilers.length) otherLengths += 1;
    else cells.forEach((cell, index) => profilers[index]?.add(cell));
  };
  const begin = () => {
    header = hasTwoHeaderRows(first) ? first.slice(0, 2) : first.slice(0, 1);
    const width = header[0]?.length ?? 0;
    if (width === 0) throw new DomainError('BAD_INPUT', 'The CSV is empty.');
    if (header.flat().some((name) => name.includes('\u0000')))
      throw new DomainError(
        'BAD_INPUT',
        'The header has the character U+0000. Is the file a CSV, and --encoding right?',
      );
    if (width > MAX_COLUMNS)
      throw new DomainError(
        'LIMIT_EXCEEDED',
        `The header has ${width} columns; a draft is made for at most ${MAX_COLUMNS}.`,
      );
    profilers = Array.from({ length: width }, () => createColumnProfiler(budget));
    first.slice(header.length).forEach(take);
  };
  for await (const cells of records) {
    if (header !== undefined) take(cells);
    else if (first.push(cells) === 2) begin();
  }
  if (header === undefined) begin();
  return {
    header: header ?? [],
    profiles: profilers.map((profiler) => profiler.profile()),
    rows: rows - otherLengths,
    otherLengths,
  };
}

function questionsOf(columns: readonly DraftColumn[], twoRows: boolean): readonly DraftQuestion[] {
  const questions: DraftQuestion[] = [];
  let before: DraftColumn | undefined;
  for (const group of groupsOf(columns, twoRows)) {
    const [only] = group;
    const last = questions.at(-1);
    const joined =
      group.length === 1 && only !== undefined && last !== undefined && before !== undefined
        ? joinOther(last, only, before)
        : undefined;
    if (joined === undefined) questions.push(...draftQuestions(group));
    else questions[questions.length - 1] = joined;
    before = group.length === 1 && joined === undefined ? only : undefined;
  }
  return questions;
}

/** The format of the file's moments that fits all columns with moments. */
function datesOf(
  columns: readonly (DraftColumn | undefined)[],
  zone: string | undefined,
): { readonly format: string; readonly zone?: string } | undefined {
  const all = columns.flatMap((column) => column?.profile.dates ?? []);
  const [first] = all;
  if (first === undefined) return zone === undefined ? undefined : { format: 'iso', zone };
  const formats = first.formats.filter((name) => all.every((dates) => dates.formats.includes(name)));
  const ambiguous = formats.length > 1 && all.some((dates: ColumnDates) => dates.ambiguous);
  const format = ambiguous || formats[0] === undefined ? AMBIGUOUS_DATE : formats[0];
  return all.every(({ offsets }) => offsets) && zone === undefined ? { format } : { format, zone: zone ?? ZONE_TODO };
}

/** Pages within the limits, counting also the questions that options' texts add. */
function pagesOf(questions: readonly DraftQuestion[]): readonly object[] {
  const pages: { questions: object[] }[] = [];
  let room = 0;
  for (const { question } of questions) {
    const size =
      1 +
      ((question['options'] as readonly object[] | undefined) ?? []).filter((option) => 'textColumn' in option).length;
    if (size > room) {
      pages.push({ questions: [] });
      room = LIMITS.questionsPerPage;
    }
    room -= size;
    pages.at(-1)?.questions.push(question);
  }
  return pages;
}

/** Neighbours with the same options may be the rows of one matrix. A single header row does not show it. */
function rowsOfCheckboxes(questions: readonly DraftQuestion[]): readonly string[] {
  const optionsOf = ({ question }: DraftQuestion) =>
    question['family'] === 'multiple_choice' && question['separator'] === undefined
      ? JSON.stringify((question['options'] as readonly { readonly label: string }[]).map(({ label }) => label))
      : undefined;
  const rows = questions.filter((question, index) =>
    [questions[index - 1], questions[index + 1]].some(
      (next) => next !== undefined && optionsOf(question) !== undefined && optionsOf(next) === optionsOf(question),
    ),
  );
  return rows.length === 0
    ? []
    : [
        `Multiple choices with the same options, which may be rows of a matrix of checkboxes (docs/codebook.md has its form): ${rows.map(({ question }) => clip(String(question['heading']), 100)).join(', ')}.`,
      ];
}

function longTexts(columns: readonly DraftColumn[]): readonly string[] {
  const long = columns.filter(({ profile }) => profile.longest > LIMITS.text);
  return long.length === 0
    ? []
    : [
        `Texts of more than ${LIMITS.text} characters, whose rows will be refused: ${long.map(({ ref }) => columnLabel(ref)).join(', ')}.`,
      ];
}
