/**
 * The fields a reader asked for, as a tree: `{ title: true, pages: { questions: { heading: true } } }`.
 * Ports make it from a GraphQL selection or from REST's fields and expand; stores load no more than it names,
 * so a whole tree can be answered by as few statements as the store knows how.
 */
export interface Selection {
  readonly [field: string]: true | Selection;
}

/** The selection below `field`: undefined when it was not asked for. */
export function childSelection(selection: Selection, field: string): Selection | undefined {
  const child = Object.hasOwn(selection, field) ? selection[field] : undefined;
  return child === true ? {} : child;
}
