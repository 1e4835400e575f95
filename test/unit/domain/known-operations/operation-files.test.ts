import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { operationsOf } from '../../../../src/domain/known-operations/operation-files.js';

const QUERY = 'query Who { viewer { role } }';

describe('a file of operations', () => {
  it("is the client preset's persisted-documents.json as it is", () => {
    expect(operationsOf('gen/persisted-documents.json', JSON.stringify({ abc: QUERY, def: '{ __typename }' }))).toEqual(
      [
        { id: 'abc', document: QUERY },
        { id: 'def', document: '{ __typename }' },
      ],
    );
  });

  it("is Apollo's operation manifest", () => {
    const manifest = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'abc', name: 'Who', type: 'query', body: QUERY }],
    };
    expect(operationsOf('manifest.json', JSON.stringify(manifest))).toEqual([{ id: 'abc', document: QUERY }]);
  });

  it.each(['who.graphql', 'who.gql', 'WHO.GRAPHQL'])('is a document, known by its hash: %s', (file) => {
    const id = createHash('sha256').update(`${QUERY}\n`).digest('hex');
    expect(operationsOf(file, `${QUERY}\n`)).toEqual([{ id, document: `${QUERY}\n` }]);
  });

  it.each([
    ['a.json', '{', 'The file is not JSON'],
    ['a.json', '[]', 'must hold an object'],
    ['a.json', 'null', 'must hold an object'],
    ['a.json', '{"a":1}', '"a" must have the text of a document'],
    ['a.json', '{"":"{ __typename }"}', 'An ID is empty'],
    ['a.json', JSON.stringify({ ['x'.repeat(201)]: QUERY }), 'An ID has at most 200 characters'],
    ['a.json', '{"a\\u0000":"{ __typename }"}', 'has blanks or control characters'],
    ['a.json', '{"a\\nb":"{ __typename }"}', 'has blanks or control characters'],
    ['a.json', '{"a\\u001b[2J":"{ __typename }"}', 'has blanks or control characters'],
    ['a.json', '{"format":"apollo-persisted-query-manifest","version":2}', 'version of the manifest must be 1'],
    ['a.json', '{"format":"apollo-persisted-query-manifest"}', 'no list of operations'],
    ['a.json', '{"format":"apollo-persisted-query-manifest","operations":[{"id":"a"}]}', 'Operation 1 of the manifest'],
    ['a.json', '{"format":"apollo-persisted-query-manifest","operations":[null]}', 'Operation 1 of the manifest'],
    ['a.txt', QUERY, 'must end with .graphql, .gql or .json'],
  ])('is refused when it is neither: %s %s', (file, text, message) => {
    expect(() => operationsOf(file, text)).toThrow(message);
  });
});
