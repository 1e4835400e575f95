import { instantText } from '../../../kernel/instants.js';

/** A value as JSON has it: instants are texts. */
type AsJson<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? AsJson<Item>[]
    : T extends object
      ? { -readonly [K in keyof T]: AsJson<T[K]> }
      : T;

/** `value` with every Date replaced by its text. */
export function asJson<T>(value: T): AsJson<T> {
  return converted(value) as AsJson<T>;
}

function converted(value: unknown): unknown {
  if (value instanceof Date) return instantText(value);
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, converted(field)]));
}
