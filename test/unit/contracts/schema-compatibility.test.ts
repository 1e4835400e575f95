import { describe, expect, it } from '@jest/globals';
import { schemaCompatibility } from '../../../src/contracts/schema-compatibility.js';

const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const text = () => ({ type: 'string' });
const published = object({
  id: text(),
  total: object({ amount: { type: 'integer' } }),
  seats: { type: 'array', items: object({ label: text() }), minItems: 1 },
});
const after = (change: (schema: ReturnType<typeof structuredClone<typeof published>>) => void) => {
  const next = structuredClone(published);
  change(next);
  return schemaCompatibility(published, next);
};
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const any = (schema: unknown) => schema as any;

describe('schemaCompatibility', () => {
  it('accepts the same schema, and other words about it', () => {
    expect(schemaCompatibility(published, published)).toEqual([]);
    expect(after((next) => Object.assign(next, { title: 'Renamed', description: 'Said better' }))).toEqual([]);
  });

  it('accepts an optional field at any depth', () => {
    expect(after((next) => (any(next).properties.note = text()))).toEqual([]);
    expect(after((next) => (any(next).properties.total.properties.tax = { type: 'integer' }))).toEqual([]);
    expect(after((next) => (any(next).properties.seats.items.properties.tier = text()))).toEqual([]);
  });

  it.each([
    ['a field is removed', (next: unknown) => delete any(next).properties.id, /^id: removed/],
    [
      'a field is removed deep inside',
      (next: unknown) => delete any(next).properties.seats.items.properties.label,
      /^seats\[\]\.label: removed/,
    ],
    [
      'a new field is required',
      (next: unknown) => {
        any(next).properties.note = text();
        any(next).required.push('note');
      },
      /note was added as required/,
    ],
    ['a field is no longer promised', (next: unknown) => any(next).required.splice(0, 1), /id is no longer required/],
    [
      'a type changes',
      (next: unknown) => (any(next).properties.total.properties.amount.type = 'number'),
      /^total\.amount: type changed/,
    ],
    [
      'text gets a length',
      (next: unknown) => (any(next).properties.id.maxLength = 10),
      /^id: maxLength changed from undefined to 10/,
    ],
    ['a list may be empty', (next: unknown) => delete any(next).properties.seats.minItems, /^seats: minItems changed/],
    [
      'unknown fields are forbidden',
      (next: unknown) => (any(next).additionalProperties = false),
      /additionalProperties/,
    ],
  ])('refuses a schema in which %s', (_, change, problem) => {
    expect(after(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('refuses another value of an enumeration: readers of the old schema do not know it', () => {
    const of = (...values: string[]) => object({ status: { type: 'string', enum: values } });
    expect(schemaCompatibility(of('held', 'sold'), of('held', 'sold', 'lost'))).toHaveLength(1);
    expect(schemaCompatibility(of('held', 'sold'), of('held'))).toHaveLength(1);
  });

  it('refuses an optional field that becomes required', () => {
    expect(schemaCompatibility(object({ id: text() }, []), object({ id: text() }))).toEqual([
      'data: id became required',
    ]);
  });
});
