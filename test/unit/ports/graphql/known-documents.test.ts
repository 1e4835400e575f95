import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createKnownDocuments, FRESH_MS } from '../../../../src/ports/graphql/known-documents.js';

const schema = buildSchema('type Query { a: Int }');

/** Documents over a store that counts how often it is asked, with a clock of their own. */
function observed(given: Record<string, string>, rules: Parameters<typeof createKnownDocuments>[1] = []) {
  const stored = new Map(Object.entries(given));
  const state = { asked: 0, now: 1, fails: false };
  const ask = <T>(value: () => T) => {
    state.asked += 1;
    return state.fails ? Promise.reject<T>(new Error('lost')) : Promise.resolve(value());
  };
  const documents = createKnownDocuments(
    schema,
    rules,
    { find: (id) => ask(() => stored.get(id)), isRegistered: (hash) => ask(() => stored.has(hash)) },
    () => state.now,
  );
  return { documents, stored, state };
}

describe('known documents', () => {
  it('are parsed once, and the same as long as they are registered', async () => {
    const { documents, state } = observed({ x: '{ a }' });
    const document = await documents.find('x');
    expect(await documents.find('x')).toBe(document);
    expect(state.asked).toBe(1);
    state.now += FRESH_MS + 1;
    expect(await documents.find('x')).toBe(document);
    expect(state.asked).toBe(2);
  });

  it('are forgotten within the time after which it is asked again', async () => {
    const { documents, stored, state } = observed({ x: '{ a }' });
    await documents.find('x');
    stored.delete('x');
    expect(await documents.find('x')).toBeDefined();
    state.now += FRESH_MS + 1;
    expect(await documents.find('x')).toBeUndefined();
    stored.set('x', '{ b: a }');
    state.now += FRESH_MS + 1;
    expect(await documents.find('x')).toBeDefined();
  });

  it('are asked for once by many requests when it is time to ask again', async () => {
    const { documents, state } = observed({ x: '{ a }' });
    await documents.find('x');
    state.now += FRESH_MS + 1;
    await Promise.all(Array.from({ length: 50 }, () => documents.find('x')));
    expect(state.asked).toBe(2);
  });

  it('are asked for again after the store has failed', async () => {
    const { documents, stored, state } = observed({ x: '{ a }' });
    await documents.find('x');
    stored.delete('x');
    state.now += FRESH_MS + 1;
    state.fails = true;
    await expect(documents.find('x')).rejects.toThrow('lost');
    state.fails = false;
    state.now += 1_001;
    expect(await documents.find('x')).toBeUndefined();
  });

  it('cost the store one question a while for an unknown ID, and none for an impossible one', async () => {
    const { documents, state } = observed({});
    for (let times = 0; times < 100; times += 1) expect(await documents.find('x')).toBeUndefined();
    expect(state.asked).toBe(1);
    for (const id of ['x'.repeat(201), 'a\u0000', '\ud800']) expect(await documents.find(id)).toBeUndefined();
    expect(state.asked).toBe(1);
  });

  it('stay when thousands of unknown IDs are asked for', async () => {
    const { documents, state } = observed({ x: '{ a }' });
    await documents.find('x');
    for (let id = 0; id < 3_000; id += 1) await documents.find(`unknown-${id}`);
    const before = state.asked;
    await documents.find('x');
    expect(state.asked).toBe(before);
  });

  it.each([
    ['{ b }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{', 'GRAPHQL_PARSE_FAILED'],
  ])('are refused when the schema does not allow them, without another look: %s', async (text, code) => {
    const { documents, state } = observed({ x: text });
    for (let times = 0; times < 3; times += 1)
      await expect(documents.find('x')).rejects.toMatchObject({ extensions: { code, http: { status: 400 } } });
    expect(state.asked).toBe(1);
  });

  it('tell of a text whether it is registered, and ask again after a while', async () => {
    const { documents, stored, state } = observed({});
    expect(await documents.isRegistered('{ a }')).toBe(false);
    expect(await documents.isRegistered('{ a }')).toBe(false);
    expect(state.asked).toBe(1);
    stored.set(createHash('sha256').update('{ a }').digest('hex'), '{ a }');
    state.now += FRESH_MS + 1;
    expect(await documents.isRegistered('{ a }')).toBe(true);
    expect(state.asked).toBe(2);
  });
});
