import Negotiator from 'negotiator';

/** The best of `offered` that Accept allows; undefined when there is none. Without the header, the first. */
export function acceptable<T extends string>(accept: string | undefined, offered: readonly T[]): T | undefined {
  if (accept === undefined) return offered[0];
  return new Negotiator({ headers: { accept } }).mediaType([...offered]) as T | undefined;
}
