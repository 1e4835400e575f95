import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LAB_TASKS } from '../../../lab/trade-offs/tasks/tasks.js';

const schema = buildSchema(readFileSync(path.resolve(import.meta.dirname, '../../../schema.graphql'), 'utf8'));
/** The operations in what a task shows; between them stands prose, and variables as JSON. */
const operationsIn = (shown: string) =>
  shown.split('\n\n').filter((part) => /^(query|mutation|subscription|\{\n)/.test(part));

describe('the tasks', () => {
  it('have names of their own', () => {
    const ids = LAB_TASKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each(LAB_TASKS.map((task) => [task.id, task] as const))(
    '%s says what it wants and why, and shows valid operations and paths',
    (_id, { wants, why, shown }) => {
      expect(wants).toMatch(/\.$/);
      expect(why.length).toBeGreaterThan(100);
      const operations = operationsIn(shown.graphql);
      expect(operations.length).toBeGreaterThan(0);
      for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
      expect(shown.rest).toMatch(/^(GET|HEAD) \/api\/v1\/|^POST \/api\/v1\//m);
      expect(`${shown.rest}${shown.graphql}`).not.toMatch(/undefined|\[object/);
    },
  );
});
