import { clip } from './clip.js';
import { z } from 'zod';
import { DomainError } from './errors.js';
import { countValues } from './input-size.js';

/** One thing that is wrong with an input. */
interface InputProblem {
  readonly field: string;
  readonly problem: string;
}

/**
 * The result of a check: the data, or the problems. `isCustom` means that only rules that JSON Schema cannot express
 * failed.
 */
type Checked<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly problems: readonly InputProblem[]; readonly isCustom: boolean };

/** The maximum number of reported problems: enough to correct a form. It bounds the size of the error. */
const MAX_PROBLEMS = 20;
/**
 * For an input with more values, the check stops at the first fault: each fault costs memory, and each value may have
 * one.
 */
const ALL_FAULTS_UP_TO = 1_000;

/**
 * Checks `input` by `schema`, in time and memory that do not depend on how much is wrong with it. Throws LIMIT_EXCEEDED
 * for an input with more values than INPUT_LIMITS allow.
 */
export function checkInput<S extends z.ZodType>(schema: S, input: unknown): Checked<z.output<S>> {
  const abortEarly = countValues(input) > ALL_FAULTS_UP_TO;
  // zod's own option for stopping at the first fault; its types know it only inside.
  const parsed = z.core.safeParse(schema, input, { abortEarly } as z.core.ParseContext<z.core.$ZodIssue>);
  if (parsed.success) return { ok: true, data: parsed.data };
  const { issues } = parsed.error;
  const problems = issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => ({ field: clip(issue.path.join('.')), problem: clip(issue.message) }));
  return { ok: false, problems, isCustom: issues.every((issue) => issue.code === 'custom') };
}

/**
 * `input` parsed by `schema`. Throws BAD_INPUT with details that name each wrong field, never its value, or
 * LIMIT_EXCEEDED like checkInput.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const checked = checkInput(schema, input);
  if (checked.ok) return checked.data;
  const { problems } = checked;
  const first = problems[0];
  throw new DomainError('BAD_INPUT', first ? `${first.field || 'input'}: ${first.problem}` : undefined, { problems });
}
