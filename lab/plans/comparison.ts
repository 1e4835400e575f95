/** The answer of an executor to an operation. */
export interface ExecutorAnswer {
  readonly status: number;
  readonly body: string;
}

interface ErrorItem {
  readonly message: string;
  readonly path?: unknown;
  readonly locations?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
interface Body {
  readonly data?: unknown;
  readonly errors?: readonly ErrorItem[];
  readonly extensions?: unknown;
}

/** Codes that depend on the time that an answer took, not on the operation. */
const LOAD_CODES: readonly unknown[] = ['OVERLOADED', 'DEADLINE_EXCEEDED', 'UNAVAILABLE'];

export const bodyOf = ({ body }: ExecutorAnswer): Body => JSON.parse(body) as Body;

/** Whether the answer was caused by load, so that it shows nothing about its executor. */
export function isOfLoad(answer: ExecutorAnswer): boolean {
  return (
    answer.status >= 500 || (bodyOf(answer).errors ?? []).some((one) => LOAD_CODES.includes(one.extensions?.['code']))
  );
}

/**
 * The differences between two answers, with both sides. Undefined when there is none. Values are compared as JSON, with
 * the order of keys. Errors are compared as a set, without the ID under which an unexpected one is logged. Of the
 * errors below a field that they made null, only the field is compared.
 */
export function differenceOf(plans: ExecutorAnswer, resolvers: ExecutorAnswer): string | undefined {
  if (plans.status === resolvers.status && plans.body === resolvers.body) return undefined;
  const [planned, resolved] = [bodyOf(plans), bodyOf(resolvers)];
  const parts: readonly (readonly [string, string, string])[] = [
    ['status', String(plans.status), String(resolvers.status)],
    ['data', JSON.stringify(planned.data), JSON.stringify(resolved.data)],
    ['errors', errorsText(planned), errorsText(resolved)],
    ['extensions', JSON.stringify(planned.extensions), JSON.stringify(resolved.extensions)],
  ];
  const differing = parts.filter(([, a, b]) => a !== b);
  return differing.length === 0
    ? undefined
    : differing
        .map(
          ([name, a, b]) =>
            `${name}\n  plans:     ${excerptAtDifference(a, b)}\n  resolvers: ${excerptAtDifference(b, a)}`,
        )
        .join('\n');
}

/**
 * Whether both answers have no data because of an error. Several fields may have failed then, and the error is of the
 * field that failed first, which is a matter of time.
 */
export function mayHaveRaced(plans: ExecutorAnswer, resolvers: ExecutorAnswer): boolean {
  return [plans, resolvers].every((answer) => {
    const { data, errors = [] } = bodyOf(answer);
    return data === null && errors.length > 0;
  });
}

/** How many errors an answer has at most. Which of them it keeps depends on which came first. */
const MAX_ERRORS = 5;

function errorsText({ data, errors = [] }: Body): string {
  if (errors.length >= MAX_ERRORS) return `${MAX_ERRORS} or more`;
  const texts = errors.map(({ message, path, locations, extensions }) => {
    const nulled = nulledAbove(data, path);
    if (nulled !== undefined) return `errors below ${JSON.stringify(nulled)}, which is null`;
    const { errorId: _, ...rest } = extensions ?? {};
    return JSON.stringify({ message, path, locations, extensions: rest });
  });
  return [...new Set(texts)].sort().join('\n    ');
}

/**
 * Where a field above the error's own became null. Several fields below it may have failed, and an executor need not
 * report more than one of them (section 6.4.4 of the specification): which ones is a matter of time.
 */
function nulledAbove(data: unknown, path: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(path) || data === undefined) return undefined;
  let value: unknown = data;
  for (const [depth, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, depth);
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key as PropertyKey];
  }
  return undefined;
}

const SHOWN = 300;

/** An excerpt of the text around the first character in which it differs from the other. */
export function excerptAtDifference(text: string | undefined, other: string | undefined): string {
  if (text === undefined) return 'nothing';
  let same = 0;
  while (same < text.length && text[same] === other?.[same]) same += 1;
  const from = Math.max(0, same - SHOWN / 2);
  return `${from > 0 ? '...' : ''}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? '...' : ''}`;
}
