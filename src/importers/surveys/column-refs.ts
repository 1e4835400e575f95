import type { Codebook, CodebookQuestion, ColumnRef } from './codebook-parts.js';

/** A column that a codebook names, and its place in the codebook. */
interface NamedColumn {
  readonly ref: ColumnRef;
  readonly path: readonly (string | number)[];
}

/** A text that identifies a column. Two references have the same key exactly when they name the same column. */
export const columnKey = (ref: ColumnRef): string => (typeof ref === 'string' ? ref : `${ref.header}\n${ref.number}`);

/** A column as reports name it. */
export const columnLabel = (ref: ColumnRef): string =>
  typeof ref === 'string' ? ref : `${ref.header} (column ${ref.number})`;

/** The columns of a question's answer and of its options' texts. */
export function columnsOf(spec: CodebookQuestion): readonly NamedColumn[] {
  const found: NamedColumn[] = [];
  if ('column' in spec && spec.column !== undefined) found.push({ ref: spec.column, path: ['column'] });
  if (spec.family === 'matrix')
    spec.rows.forEach(({ column, columns = [] }, index) => {
      if (column !== undefined) found.push({ ref: column, path: ['rows', index, 'column'] });
      columns.forEach((ref, place) => found.push({ ref, path: ['rows', index, 'columns', place] }));
    });
  if ('options' in spec)
    spec.options.forEach(({ column, textColumn }, index) => {
      if (column !== undefined) found.push({ ref: column, path: ['options', index, 'column'] });
      if (textColumn !== undefined) found.push({ ref: textColumn, path: ['options', index, 'textColumn'] });
    });
  return found;
}

/** Every column that a codebook reads. */
export function columnsRead({
  respondentColumn,
  started,
  submitted,
  pages,
}: Pick<Codebook, 'respondentColumn' | 'started' | 'submitted' | 'pages'>): readonly NamedColumn[] {
  const found: NamedColumn[] = [];
  if (respondentColumn !== undefined) found.push({ ref: respondentColumn, path: ['respondentColumn'] });
  if (started !== undefined) found.push({ ref: started.column, path: ['started', 'column'] });
  if ('column' in submitted) found.push({ ref: submitted.column, path: ['submitted', 'column'] });
  pages.forEach(({ questions }, page) =>
    questions.forEach((spec, question) =>
      found.push(
        ...columnsOf(spec).map(({ ref, path }) => ({ ref, path: ['pages', page, 'questions', question, ...path] })),
      ),
    ),
  );
  return found;
}
