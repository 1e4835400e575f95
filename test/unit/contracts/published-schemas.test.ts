import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '../../../src/contracts/event-schema.js';
import { EVENT_TYPE_NAMES } from '../../../src/contracts/event-types.js';
import { compareWithPublished } from '../../../src/contracts/published-schemas.js';

const folder = path.resolve(import.meta.dirname, '../../../src/contracts/schemas');
const published = () =>
  new Map(
    readdirSync(folder).map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as JsonSchema,
    ]),
  );

describe('the published event schemas', () => {
  it('are those of the event types', () => {
    expect(compareWithPublished(published())).toEqual(EVENT_TYPE_NAMES.map((type) => ({ kind: 'current', type })));
  });

  it('count an event type that is gone as incompatible, and one that is not published as new', () => {
    const [name = '', schema = {}] = [...published()][0] ?? [];
    const states = compareWithPublished(new Map([...published(), ['gateway.gone.v1', schema]]));
    expect(states).toContainEqual({
      kind: 'incompatible',
      type: 'gateway.gone.v1',
      problems: ['the event type was removed'],
    });
    const fewer = published();
    fewer.delete(name);
    expect(compareWithPublished(fewer).find(({ type }) => type === name)).toMatchObject({ kind: 'new' });
  });

  it('count a published schema with a field more as incompatible', () => {
    const schemas = published();
    const schema = schemas.get('gateway.survey.closed.v1') as { properties: object };
    schemas.set('gateway.survey.closed.v1', {
      ...schema,
      properties: { ...schema.properties, reason: { type: 'string' } },
    });
    expect(compareWithPublished(schemas)).toContainEqual({
      kind: 'incompatible',
      type: 'gateway.survey.closed.v1',
      problems: ['reason: removed'],
    });
  });
});
