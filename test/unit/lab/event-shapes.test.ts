import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { randomData, type RandomSource } from '../../../lab/stores-comparison/random-data.js';
import type { JsonSchema } from '../../../src/contracts/event-schema.js';
import { EVENT_TYPES, EVENT_TYPE_NAMES, isEventType } from '../../../src/contracts/event-types.js';
import { shapedEvents, SHAPE_NAMES } from '../../../lab/stores-comparison/event-shapes.js';
import { rowOf, shapeColumns } from '../../../lab/stores-comparison/shape-columns.js';

const SHOW = '5e0cba4e-50f1-4b0c-9a3e-6f0b8f6b2c11';

describe('the events that the stores are given', () => {
  const events = shapedEvents(400, [SHOW]);

  it('are of all types of the gateway, and of others', () => {
    expect(SHAPE_NAMES).toEqual(expect.arrayContaining([...EVENT_TYPE_NAMES]));
    expect(SHAPE_NAMES.length).toBeGreaterThan(EVENT_TYPE_NAMES.length);
  });

  it('have the shapes that the gateway publishes', () => {
    const own = events.flatMap(({ type, data }) => (isEventType(type) ? [{ type, data }] : []));
    expect(new Set(own.map(({ type }) => type))).toEqual(new Set(EVENT_TYPE_NAMES));
    for (const { type, data } of own) expect(EVENT_TYPES[type].data.strict().parse(data)).toEqual(data);
  });

  it('can be found by what the questions ask about', () => {
    expect(events.filter(({ data }) => data['showId'] === SHOW).length).toBeGreaterThan(50);
    const amounts = events.flatMap(
      ({ data }) => (data['total'] as { amountMinor: number } | undefined)?.amountMinor ?? [],
    );
    expect(Math.max(...amounts)).toBeGreaterThan(400_000);
  });

  it('are the same each time', () => {
    expect(shapedEvents(400, [SHOW])).toEqual(events);
  });
});

describe('drawn data', () => {
  const random: RandomSource = {
    uuid: () => SHOW,
    show: () => SHOW,
    pick: (from) => from.at(-1)!,
    upTo: (most) => most - 1,
  };

  it.each([
    ['text of a length', z.object({ a: z.string().min(8), b: z.string().min(1).max(2), c: z.string().length(3) })],
    ['text of a pattern', z.object({ a: z.string().regex(/^[A-Z]{3}$/), b: z.string().regex(/^\d+$/) })],
    ['text of a format', z.object({ a: z.email(), b: z.iso.date(), c: z.iso.time(), d: z.url(), e: z.uuid() })],
    [
      'numbers',
      z.object({
        a: z.int().min(3).max(4),
        b: z.number().min(0.5),
        c: z.int(),
        d: z.int().positive(),
        e: z.int().max(-2),
        f: z.int().gt(5).lt(7),
      }),
    ],
    ['lists', z.object({ a: z.array(z.int()).min(6), b: z.array(z.boolean()).max(1) })],
    ['values', z.object({ a: z.literal('x'), b: z.enum(['p', 'q']), c: z.boolean(), d: z.string().nullable() })],
    [
      'objects in objects',
      z.object({ a: z.object({ b: z.object({ c: z.int() }) }), d: z.record(z.string(), z.int()) }),
    ],
    [
      'one of several',
      z.object({
        a: z.union([z.int(), z.string()]),
        b: z.discriminatedUnion('k', [z.object({ k: z.literal('x') }), z.object({ k: z.literal('y') })]),
      }),
    ],
    ['optional fields', z.object({ a: z.int(), b: z.string().optional() })],
  ])('fits a contract of %s', (_what, contract) => {
    const data = randomData(z.toJSONSchema(contract, { io: 'input' }) as JsonSchema, random);
    expect(contract.parse(data)).toEqual(data);
  });

  it('is refused for a pattern that no known text has', () => {
    const contract = z.toJSONSchema(z.object({ a: z.string().regex(/^~~~$/) }));
    expect(() => randomData(contract as JsonSchema, random)).toThrow('No known text matches');
  });
});

describe('a column per field', () => {
  const event = (data: Record<string, unknown>) => ({ id: '1', type: 't', at: new Date(0), data });

  it('names a nested field by its path and keeps a list as one value', () => {
    expect(rowOf({ showId: 's', total: { amountMinor: 5 }, seats: ['A1'] })).toEqual({
      show_id: 's',
      total_amount_minor: 5,
      seats: ['A1'],
    });
  });

  it('takes a migration for each shape that brings something new, and leaves the rest null', () => {
    const { columns, migrations, nullShare } = shapeColumns('t', [
      event({ a: 'x' }),
      event({ a: 'y' }),
      event({ b: 1, c: [] }),
    ]);
    expect(columns).toEqual([
      { name: 'a', type: 'text' },
      { name: 'b', type: 'bigint' },
      { name: 'c', type: 'jsonb' },
    ]);
    expect(migrations).toEqual([
      'ALTER TABLE t ADD COLUMN a text',
      'ALTER TABLE t ADD COLUMN b bigint, ADD COLUMN c jsonb',
    ]);
    expect(nullShare).toBeCloseTo(5 / 9);
  });
});
