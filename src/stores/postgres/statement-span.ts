import { currentSpan } from '../../ops/tracing/in-span.js';
import type { Span } from '../../ops/tracing/span.js';
import { statementLabel } from './statement-label.js';

/**
 * Begins the span of a statement below the current span. Undefined when the work is not traced. It has the text of the
 * statement, which has placeholders for its values, and never the values.
 */
export function beginStatementSpan(query: unknown, endsTransaction: boolean): Span | undefined {
  const parent = currentSpan();
  if (parent === undefined) return undefined;
  const label = statementLabel(query, endsTransaction);
  return parent.child({
    name: `sql ${label}`,
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.query.summary': label, 'db.query.text': textOf(query) },
  });
}

function textOf(query: unknown): string | undefined {
  const text = typeof query === 'string' ? query : (query as { readonly text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? text : undefined;
}
