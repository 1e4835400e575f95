import { instantText } from '../../../kernel/instants.js';

/** A value as JSON has it: instants and 64-bit integers are texts, and what is not known is null. */
type AsJson<T> = T extends Date | bigint
  ? string
  : T extends undefined
    ? null
    : T extends readonly (infer Item)[]
      ? AsJson<Item>[]
      : T extends object
        ? { -readonly [K in keyof T]: AsJson<T[K]> }
        : T;

/** `value` with every Date and bigint replaced by its text, and undefined by null. */
export function asJson<T>(value: T): AsJson<T> {
  return converted(value) as AsJson<T>;
}

function converted(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return instantText(value);
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, converted(field)]));
}
