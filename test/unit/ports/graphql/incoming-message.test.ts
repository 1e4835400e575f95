import { describe, expect, it } from '@jest/globals';
import { readMessage } from '../../../../src/ports/graphql/incoming-message.js';

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

describe('a message on a WebSocket', () => {
  it.each([
    ['a ping', `{"type":"ping","payload":{"a":${DEEP}}}`],
    ['a pong', `{"type":"pong","payload":{"a":${DEEP}}}`],
    ['connection_init', `{"type":"connection_init","payload":{"a":${DEEP}}}`],
    ['a complete', `{"type":"complete","id":"1","more":${DEEP}}`],
    ['a complete whose id is deep', `{"type":"complete","id":${DEEP}}`],
    ['an unknown type', `{"type":"other","payload":${DEEP}}`],
    ['a type that is deep', `{"type":${DEEP}}`],
  ])('that is too deep is refused in plain words: %s', (_, text) => {
    expect(readMessage(text)).toEqual({ type: 'invalid', reason: 'The input is nested deeper than 32 levels.' });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"ping"'],
    ['what a server sends', '{"type":"next","id":"1","payload":{}}'],
    ['an unknown type', '{"type":"other"}'],
    ['a subscription without a query', '{"type":"subscribe","id":"1","payload":{}}'],
    ['variables that are a list', '{"type":"subscribe","id":"1","payload":{"query":"","variables":[]}}'],
  ])('that the protocol does not have is refused: %s', (_, text) =>
    expect(readMessage(text)).toMatchObject({ type: 'invalid', reason: 'Invalid message received' }),
  );

  it.each(['subscribe', 'complete'])('of type %s has an id of bounded length', (type) => {
    const text = (length: number) => JSON.stringify({ type, id: 'x'.repeat(length), payload: { query: '{ a }' } });
    expect(readMessage(text(256))).toMatchObject({ type });
    expect(readMessage(text(257))).toMatchObject({ type: 'invalid', reason: 'An ID has at most 256 characters.' });
  });

  it('of type ping keeps a payload that is short, and no other', () => {
    expect(readMessage('{"type":"ping","payload":{"at":1}}')).toEqual({ type: 'ping', payload: { at: 1 } });
    expect(readMessage(JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(250_000) } }))).toEqual({
      type: 'ping',
      payload: undefined,
    });
    expect(readMessage(JSON.stringify({ type: 'ping', payload: { a: 'é'.repeat(130) } }))).toEqual({
      type: 'ping',
      payload: undefined,
    });
  });

  it('of type subscribe is read whatever its payload is: its operation alone is refused', () => {
    expect(readMessage(`{"type":"subscribe","id":"1","payload":{"query":"","variables":{"x":${DEEP}}}}`)).toMatchObject(
      { type: 'subscribe', id: '1' },
    );
  });
});
