import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isObjectType } from 'graphql';
import { column } from '../../../src/resources/fields.js';
import type { Field, Resource } from '../../../src/resources/resource.js';
import { RESOURCES, resourceOf } from '../../../src/resources/resources.js';
import { modelsOf } from '../../support/prisma-models.js';
import { modelDrift, schemaDrift } from '../../support/resource-drift.js';

const read = (file: string) => readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8');
const schema = buildSchema(read('schema.graphql'));
const models = modelsOf(read('prisma/schema.prisma'));

/** The resource with other fields; those that are undefined are left out. */
function changed(name: string, fields: Readonly<Record<string, Field | undefined>>): readonly Resource[] {
  const resource = resourceOf(name);
  const kept = Object.entries({ ...resource.fields, ...fields }).filter(([, field]) => field !== undefined);
  return [{ ...resource, fields: Object.fromEntries(kept) as Resource['fields'] }];
}

describe('the described resources', () => {
  it('have the fields of their types in schema.graphql, with the same types', () => {
    expect(schemaDrift(RESOURCES, schema)).toEqual([]);
  });

  it('read columns of their models in schema.prisma, of the types that the fields have', () => {
    expect(modelDrift(RESOURCES, models, schema)).toEqual([]);
  });

  it('describe every node that PostgreSQL has', () => {
    const nodes = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    // MongoDB has the event log.
    const described = [...RESOURCES.map(({ name }) => name), 'EventLogEntry'];
    expect(nodes.map(({ name }) => name).filter((name) => !described.includes(name))).toEqual([]);
  });
});

describe('a resource is found out', () => {
  it.each<readonly [string, readonly Resource[], string]>([
    [
      'that lacks a field',
      changed('Survey', { language: undefined }),
      'Survey.language is in the schema, but not in the resource.',
    ],
    [
      'that has a field more',
      changed('Survey', { colour: column('String', 'language') }),
      'Survey.colour is in the resource, but not in the schema.',
    ],
    [
      'whose field may be null where the schema says no',
      changed('Movie', { title: column('String', 'title') }),
      'Movie.title is String! in the schema, but String in the resource.',
    ],
    [
      'whose amount has a part of another type',
      changed('Payment', {
        amount: {
          kind: 'shape',
          type: 'Money!',
          fields: { amount: column('Int!', 'amount_minor'), currency: column('String!', 'currency') },
        },
      }),
      'Payment.amount.amount is Decimal! in the schema, but Int! in the resource.',
    ],
    [
      'whose related objects are of another resource',
      changed('Show', { movie: { kind: 'one', type: 'Movie!', of: 'Venue', where: () => 'true' } }),
      'Show.movie is of Movie in the schema, but of Venue in the resource.',
    ],
  ])('%s', (_what, resources, problem) => {
    expect(schemaDrift(resources, schema)).toEqual([problem]);
  });

  it.each<readonly [string, readonly Resource[], string]>([
    [
      'that reads a column which is not there',
      changed('Survey', { title: column('String!', 'headline') }),
      'Survey.title reads headline, which its model does not have.',
    ],
    [
      'that reads a column of another type',
      changed('Survey', { title: column('String!', 'version') }),
      'Survey.title is String!, but its column is Int.',
    ],
    [
      'that promises a value which may be null',
      changed('Movie', { imdbRating: column('Float!', 'imdb_rating') }),
      'Movie.imdbRating is Float!, but its column may be null.',
    ],
    [
      'whose table is of another model',
      [{ ...resourceOf('Survey'), model: 'Movie' }],
      'Survey: the table of Movie is movie, not survey.',
    ],
  ])('%s', (_what, resources, problem) => {
    expect(modelDrift(resources, models, schema)).toEqual([problem]);
  });
});
