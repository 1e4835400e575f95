import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES, EVENT_TYPE_NAMES, isEventType } from '../../../src/contracts/event-types.js';
import { shapedEvents, SHAPE_NAMES } from '../../../lab/stores-comparison/event-shapes.js';
import { rowOf, shapeColumns } from '../../../lab/stores-comparison/shape-columns.js';

const SHOW = '5e0cba4e-50f1-4b0c-9a3e-6f0b8f6b2c11';

describe('the events that the stores are given', () => {
  const events = shapedEvents(400, [SHOW]);

  it('are of twenty types, all of the gateway among them', () => {
    expect(SHAPE_NAMES).toHaveLength(20);
    expect(SHAPE_NAMES).toEqual(expect.arrayContaining([...EVENT_TYPE_NAMES]));
  });

  it('have the shapes that the gateway publishes', () => {
    const own = events.flatMap(({ type, data }) => (isEventType(type) ? [{ type, data }] : []));
    expect(own).toHaveLength(300);
    for (const { type, data } of own) expect(EVENT_TYPES[type].data.strict().parse(data)).toEqual(data);
  });

  it('are the same each time', () => {
    expect(shapedEvents(400, [SHOW])).toEqual(events);
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
