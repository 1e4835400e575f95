import type { Codebook, CodebookQuestion } from './codebook-parts.js';
import { columnKey, columnLabel, columnsRead } from './column-refs.js';
import { dateFormat, includesOffset } from './date-format.js';

/** A fault of a codebook, and its place. */
interface CodebookProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Faults that would make the import lose or invent an answer, and that the codebook alone shows. */
export function checkCodebook(codebook: Codebook): readonly CodebookProblem[] {
  return [
    ...columnsUsedTwice(codebook),
    ...codebook.pages.flatMap(({ questions }, page) =>
      questions.flatMap((spec, index) =>
        questionProblems(codebook, spec).map(({ path, message }) => ({
          path: ['pages', page, 'questions', index, ...path],
          message,
        })),
      ),
    ),
    ...zoneProblems(codebook),
  ];
}

function columnsUsedTwice(codebook: Codebook): readonly CodebookProblem[] {
  const first = new Map<string, readonly (string | number)[]>();
  return columnsRead(codebook).flatMap(({ ref, path }) => {
    const before = first.get(columnKey(ref));
    if (before === undefined) first.set(columnKey(ref), path);
    return before === undefined
      ? []
      : [{ path, message: `uses the column ${columnLabel(ref)}, which ${before.join('.')} uses already` }];
  });
}

function zoneProblems({ dates, submitted, started }: Codebook): readonly CodebookProblem[] {
  if (dates.zone !== undefined) return [];
  const local = (['started', 'submitted'] as const).filter((field) => {
    const given = { started, submitted }[field];
    return given !== undefined && 'column' in given && !includesOffset(given.format ?? dates.format);
  });
  return local.length === 0
    ? []
    : [
        {
          path: ['dates', 'zone'],
          message: `must say in which IANA time zone the moments of ${local.join(' and ')} are, such as Europe/Berlin`,
        },
      ];
}

function questionProblems(codebook: Codebook, spec: CodebookQuestion): readonly CodebookProblem[] {
  if (spec.family === 'datetime') return formatProblems(codebook, spec);
  if (!('options' in spec)) return [];
  const problems: CodebookProblem[] = [];
  const byCode = new Map<string, number>();
  const spread = spec.family === 'multiple_choice' && spec.column === undefined;
  const split =
    (spec.family === 'multiple_choice' && !spread) || (spec.family === 'matrix' && spec.subtype === 'multi')
      ? spec.separator
      : undefined;
  const unticked = spec.family === 'multiple_choice' ? spec.unticked : [];
  const missing = spec.missing ?? codebook.csv.missing;
  spec.options.forEach(({ code, column, textColumn, textHeading }, index) => {
    const problem = (field: string, message: string) => problems.push({ path: ['options', index, field], message });
    if (column !== undefined && !spread)
      problem('column', 'is only for a multiple_choice question that has no column of its own');
    if (spread && (column === undefined) === (textColumn === undefined))
      problem('column', 'is needed (or a textColumn instead), because the question has no column');
    if (textColumn !== undefined && spec.family !== 'single_choice' && spec.family !== 'multiple_choice')
      problem('textColumn', 'is only for single_choice and multiple_choice');
    if (textHeading !== undefined && textColumn === undefined) problem('textHeading', 'needs a textColumn');
    if (code === undefined) {
      if (textColumn === undefined) problem('code', 'is needed');
      return;
    }
    if (spread && textColumn !== undefined)
      return problem('code', 'must be left out: any text in textColumn chooses the option');
    if (code !== code.trim())
      problem('code', `${JSON.stringify(code)} has blanks around it, which are removed from cells`);
    if (missing.includes(code.trim()))
      problem(
        'code',
        `${JSON.stringify(code)} is one of ${spec.missing === undefined ? 'csv.missing' : 'missing'}, so it means "not answered"`,
      );
    if (unticked.includes(code.trim()))
      problem('code', `${JSON.stringify(code)} is one of unticked, so it means "not chosen"`);
    if (split !== undefined && code.includes(split))
      problem('code', `${JSON.stringify(code)} contains the separator ${JSON.stringify(split)}`);
    if (spread) return;
    const before = byCode.get(code.trim());
    if (before === undefined) byCode.set(code.trim(), index);
    else problem('code', `${JSON.stringify(code)} is the code of options.${before} already`);
  });
  if (spec.family === 'matrix') problems.push(...rowProblems(spec));
  if (unticked.length > 0 && !spread)
    problems.push({ path: ['unticked'], message: 'is only for options that have columns of their own' });
  return problems;
}

function rowProblems({ rows, subtype }: Extract<CodebookQuestion, { family: 'matrix' }>): readonly CodebookProblem[] {
  return rows.flatMap(({ column, columns }, index) => {
    const problem = (field: string, message: string) => [{ path: ['rows', index, field], message }];
    if ((column === undefined) === (columns === undefined)) return problem('column', 'is needed, or columns instead');
    return columns !== undefined && subtype !== 'multi'
      ? problem('columns', 'is only for a matrix of the subtype multi')
      : [];
  });
}

function formatProblems(
  { dates }: Codebook,
  spec: Extract<CodebookQuestion, { family: 'datetime' }>,
): readonly CodebookProblem[] {
  const format = dateFormat(spec.format ?? dates.format);
  const [path, subtype] = [spec.format === undefined ? ['subtype'] : ['format'], spec.subtype ?? 'date_only'];
  if (typeof format === 'string') return [];
  if (subtype !== 'time_only' && !format.hasDate) return [{ path, message: 'has no date, which this question needs' }];
  return subtype !== 'date_only' && !format.hasTime
    ? [{ path, message: 'has no time, which this question needs' }]
    : [];
}
