import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { knownRequestOf, parametersOf, plainRequestOf } from '../../../../src/ports/graphql/known-request.js';

const post = (body: unknown) => knownRequestOf(parametersOf({ method: 'POST', url: '/graphql', body }));
const get = (search: string) =>
  knownRequestOf(parametersOf({ method: 'GET', url: `/graphql?${search}`, body: undefined }));
const HASH = 'a'.repeat(64);

describe('a request for a known operation', () => {
  it('has an ID in its body or its URL', () => {
    const expected = { id: 'x', isPersistedQuery: false, operationName: 'A', variables: { n: 1 } };
    expect(post({ documentId: 'x', operationName: 'A', variables: { n: 1 } })).toEqual(expected);
    expect(get('documentId=x&operationName=A&variables=%7B%22n%22:1%7D')).toEqual(expected);
  });

  it("has the hash of a persisted query, in Apollo's form", () => {
    const expected = { id: HASH, isPersistedQuery: true, operationName: undefined, variables: undefined };
    const extensions = { persistedQuery: { version: 1, sha256Hash: HASH } };
    expect(post({ extensions })).toEqual(expected);
    expect(get(`extensions=${encodeURIComponent(JSON.stringify(extensions))}`)).toEqual(expected);
  });

  it('takes null in a body for what is left out', () => {
    expect(post({ documentId: 'x', query: null, operationName: null, variables: null, extensions: null })).toEqual({
      id: 'x',
      isPersistedQuery: false,
      operationName: undefined,
      variables: undefined,
    });
  });

  it.each([
    [{ query: '{ __typename }' }],
    [
      {
        query: '{ __typename }',
        extensions: {
          persistedQuery: { version: 1, sha256Hash: createHash('sha256').update('{ __typename }').digest('hex') },
        },
      },
    ],
    [{ query: 7 }],
    [{ documentId: null }],
    [{}],
    [[{ documentId: 'x' }]],
    ['documentId=x'],
    [undefined],
    [{ extensions: { persistedQuery: null } }],
    [{ extensions: 'x' }],
  ])('is left to Apollo when it is another: %j', (body) => {
    expect(post(body)).toBeUndefined();
  });

  it.each([
    [{ extensions: { persistedQuery: { version: 2, sha256Hash: HASH } } }, 'the version 1 and a sha256Hash'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }, 'the version 1 and a sha256Hash'],
    [{ extensions: { persistedQuery: [] } }, 'the version 1 and a sha256Hash'],
    [{ extensions: { persistedQuery: 'x' }, query: '{ a }' }, 'the version 1 and a sha256Hash'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: HASH } }, query: '{ a }' }, 'not the SHA-256'],
    [{ documentId: 7 }, 'documentId must be a string'],
    [{ documentId: ['x'] }, 'documentId must be a string'],
    [{ documentId: '' }, 'documentId must be a string'],
    [{ documentId: {} }, 'documentId must be a string'],
    [{ documentId: 'x'.repeat(201) }, 'at most 200 characters'],
    [{ documentId: 'x', query: '{ __typename }' }, 'either query or documentId'],
    [{ documentId: 'x', query: '' }, 'either query or documentId'],
    [{ documentId: 'x', variables: '{}' }, 'variables must be an object'],
    [{ documentId: 'x', variables: [] }, 'variables must be an object'],
    [{ documentId: 'x', variables: 1 }, 'variables must be an object'],
    [{ documentId: 'x', variables: false }, 'variables must be an object'],
    [{ documentId: 'x', extensions: [] }, 'extensions must be an object'],
    [{ documentId: 'x', operationName: 1 }, 'operationName must be a string'],
    [
      { extensions: { persistedQuery: { version: 1, sha256Hash: HASH } }, variables: 'x' },
      'variables must be an object',
    ],
  ])('is refused when it is malformed: %j', (body, message) => {
    expect(() => post(body)).toThrow(message);
  });

  it.each([
    ['documentId=x&documentId=y', 'documentId may be given only once'],
    ['documentId=', 'documentId must be a string'],
    ['documentId=x&variables=%7B', 'variables must be a JSON object'],
    ['documentId=x&variables=', 'variables must be a JSON object'],
    ['documentId=x&variables=%5B%5D', 'variables must be a JSON object'],
    ['documentId=x&variables=null', 'variables must be a JSON object'],
    ['documentId=x&variables=%7B%7D&variables=%7B%7D', 'variables may be given only once'],
    ['documentId=x&operationName=a&operationName=b', 'operationName may be given only once'],
    ['documentId=x&query=%7Ba%7D', 'either query or documentId'],
    ['documentId=x&extensions=1', 'extensions must be a JSON object'],
  ])('is refused when its URL is malformed: %s', (search, message) => {
    expect(() => get(search)).toThrow(message);
  });
});

describe('a request with a document in its body', () => {
  const plain = (body: unknown) => plainRequestOf(parametersOf({ method: 'POST', url: '/graphql', body }));

  it('has its operation name and its variables', () => {
    expect(plain({ query: '{ a }', operationName: 'A', variables: { n: 1 } })).toEqual({
      operationName: 'A',
      variables: { n: 1 },
    });
    expect(plain({ query: '{ a }', operationName: null, variables: null, extensions: null })).toEqual({
      operationName: undefined,
      variables: undefined,
    });
  });

  it.each([{ operationName: 1 }, { variables: [1] }, { variables: '{}' }, { extensions: {} }, { extensions: 'x' }])(
    'is left to Apollo with %j',
    (given) => {
      expect(plain({ query: '{ a }', ...given })).toBeUndefined();
    },
  );

  it('is left to Apollo in a URL', () => {
    expect(
      plainRequestOf(parametersOf({ method: 'GET', url: '/graphql?query=%7Ba%7D', body: undefined })),
    ).toBeUndefined();
  });
});
