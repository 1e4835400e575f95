import { isDeepStrictEqual } from 'node:util';
import type { Part } from './components.js';
import { schemaChanges, type Direction, type Resolve } from './schema-compatibility.js';

interface Comparison {
  readonly resolvePublished: Resolve;
  readonly resolveNext: Resolve;
  readonly compared: Set<string>;
}
type Named = Readonly<Record<string, Part>>;

/**
 * The changes in `next` that break clients of the `published` document, one line for each. Empty when `next` may
 * replace it. Operations, optional parameters, fields, statuses and media types may be added. Nothing may be removed,
 * accept less or promise less.
 */
export function documentChanges(published: Part, next: Part): string[] {
  const comparison: Comparison = {
    resolvePublished: resolverOf(published),
    resolveNext: resolverOf(next),
    compared: new Set(),
  };
  const paths = next['paths'] as Readonly<Record<string, Named>>;
  return [
    ...(isDeepStrictEqual(published['servers'], next['servers']) ? [] : ['servers: changed']),
    ...Object.entries(published['paths'] as Readonly<Record<string, Named>>).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) => {
        const at = `${method.toUpperCase()} ${path}`;
        const changed = paths[path]?.[method];
        return changed === undefined ? [`${at}: removed`] : operationChanges(operation, changed, at, comparison);
      }),
    ),
  ];
}

/** Follows references within the document. */
function resolverOf(document: Part): Resolve {
  return function resolve(part: Part): Part {
    const { $ref, ...beside } = part;
    if (typeof $ref !== 'string') return part;
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, name) => (at as Part | undefined)?.[name], document);
    if (target === undefined) throw new Error(`The document has nothing at ${$ref}`);
    return { ...resolve(target as Part), ...beside };
  };
}

function operationChanges(published: Part, next: Part, at: string, comparison: Comparison): string[] {
  return [
    ...(published['operationId'] === next['operationId']
      ? []
      : [`${at}: operationId changed from ${String(published['operationId'])} to ${String(next['operationId'])}`]),
    ...securityChanges(published, next, at),
    ...parameterChanges(published, next, at, comparison),
    ...bodyChanges(published, next, at, comparison),
    ...responseChanges(published['responses'] as Named, next['responses'] as Named, at, comparison),
  ];
}

/** Each way in has to stay one. */
function securityChanges(published: Part, next: Part, at: string): string[] {
  const ways = (next['security'] ?? []) as readonly Part[];
  return ((published['security'] ?? []) as readonly Part[])
    .filter((way) => !ways.some((other) => isDeepStrictEqual(way, other)))
    .map((way) => `${at}: credentials changed: ${JSON.stringify(way)} no longer suffices`);
}

function parameterChanges(published: Part, next: Part, at: string, comparison: Comparison): string[] {
  const named = (operation: Part, resolve: Resolve) =>
    new Map(
      ((operation['parameters'] ?? []) as readonly Part[])
        .map((given) => resolve(given))
        .map((parameter) => [parameterName(parameter), parameter]),
    );
  const [before, after] = [named(published, comparison.resolvePublished), named(next, comparison.resolveNext)];
  const added = [...after]
    .filter(([name, parameter]) => parameter['required'] === true && before.get(name)?.['required'] !== true)
    .map(([name]) => `${at}, ${name}: is required now`);
  const changed = [...before].flatMap(([name, parameter]) => {
    const other = after.get(name);
    if (other === undefined) return [`${at}, ${name}: removed`];
    const spelled = ['style', 'explode']
      .filter((keyword) => parameter[keyword] !== other[keyword])
      .map((keyword) => `${at}, ${name}: ${keyword} changed`);
    return [...spelled, ...compared(parameter['schema'], other['schema'], `${at}, ${name}`, 'request', comparison)];
  });
  return [...added, ...changed];
}

/** Names of headers are the same in whatever case. */
function parameterName({ in: where, name }: Part): string {
  return `${String(where)} ${where === 'header' ? String(name).toLowerCase() : String(name)}`;
}

function bodyChanges(published: Part, next: Part, at: string, comparison: Comparison): string[] {
  const [before, after] = [published['requestBody'] as Part | undefined, next['requestBody'] as Part | undefined];
  if (before === undefined) return after?.['required'] === true ? [`${at}, body: is required now`] : [];
  if (after === undefined) return [`${at}, body: removed`];
  const required = after['required'] === true && before['required'] !== true ? [`${at}, body: is required now`] : [];
  return [...required, ...contentChanges(before, after, `${at}, body`, 'request', comparison)];
}

function responseChanges(published: Named, next: Named, at: string, comparison: Comparison): string[] {
  return Object.entries(published).flatMap(([status, given]) => {
    const changed = next[status];
    if (changed === undefined) return [`${at}, ${status}: removed`];
    const [before, after] = [comparison.resolvePublished(given), comparison.resolveNext(changed)];
    const headers = after['headers'] as Named | undefined;
    const lost = Object.entries((before['headers'] ?? {}) as Named).flatMap(([name, header]) => {
      const other = headers?.[name];
      return other === undefined
        ? [`${at}, ${status}, ${name}: removed`]
        : headerChanges(header, other, `${at}, ${status}, ${name}`, comparison);
    });
    return [...lost, ...contentChanges(before, after, `${at}, ${status}`, 'response', comparison)];
  });
}

function headerChanges(published: Part, next: Part, at: string, comparison: Comparison): string[] {
  const [before, after] = [comparison.resolvePublished(published), comparison.resolveNext(next)];
  const required =
    before['required'] === true && after['required'] !== true ? [`${at}: is no longer sure to be there`] : [];
  return [...required, ...compared(before['schema'], after['schema'], at, 'response', comparison)];
}

function contentChanges(before: Part, after: Part, at: string, direction: Direction, comparison: Comparison): string[] {
  const content = after['content'] as Named | undefined;
  return Object.entries((before['content'] ?? {}) as Named).flatMap(([type, given]) => {
    const other = content?.[type];
    if (other === undefined) return [`${at}, ${type}: removed`];
    return ['schema', 'x-event-data'].flatMap((keyword) =>
      given[keyword] === undefined ? [] : compared(given[keyword], other[keyword], at, direction, comparison),
    );
  });
}

function compared(
  before: unknown,
  after: unknown,
  at: string,
  direction: Direction,
  { resolvePublished, resolveNext, compared: known }: Comparison,
): string[] {
  return schemaChanges((before ?? {}) as Part, (after ?? {}) as Part, at, {
    direction,
    resolvePublished,
    resolveNext,
    compared: known,
  });
}
