import type { z } from 'zod';
import { clip } from './clip.js';
import { DomainError } from './errors.js';

/** `input` as `schema` says it must be. Throws BAD_INPUT whose details name each wrong field, never echoing its value. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 20).map((issue) => ({ field: clip(issue.path.join('.')), problem: clip(issue.message) }));
  const first = problems[0];
  throw new DomainError('BAD_INPUT', first ? `${first.field || 'input'}: ${first.problem}` : undefined, { problems });
}
