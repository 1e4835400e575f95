import { describe, expect, it } from '@jest/globals';
import { closeReason, credentialsOf } from '../../../../src/ports/graphql/connection-credentials.js';

const TOKEN = 'Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl';
const OTHER = 'Bearer eyJhbGciOi.eyJzdWIiOj.c2lnbmF0dXJl';
const of = (connectionParams: unknown, more: { readonly authorization?: string; readonly url?: string } = {}) =>
  credentialsOf({ connectionParams, authorization: more.authorization, url: more.url ?? '/graphql' });

describe("a connection's credentials", () => {
  it.each([
    { authorization: TOKEN },
    { Authorization: TOKEN },
    { AUTHORIZATION: TOKEN },
    { aUtHoRiZaTiOn: TOKEN },
    { headers: { authorization: TOKEN } },
    { headers: { Authorization: TOKEN } },
    { Headers: { Authorization: TOKEN } },
    { authorization: TOKEN, headers: { Authorization: TOKEN } },
    { authorization: TOKEN, lang: 'en', anything: 1 },
    { headers: { 'content-type': 'application/json', authorization: TOKEN } },
  ])('are taken from %j', (params) => expect(of(params)).toEqual({ kind: 'taken', authorization: TOKEN }));

  it('are taken from the upgrade request', () => {
    for (const params of [
      undefined,
      {},
      { headers: {} },
      { authorization: TOKEN },
      { authorization: TOKEN.replace('Bearer', 'bearer') },
    ])
      expect(of(params, { authorization: TOKEN })).toEqual({ kind: 'taken', authorization: TOKEN });
  });

  it.each([
    undefined,
    null,
    {},
    { headers: {} },
    { headers: { accept: '*/*', 'User-Agent': 'x', traceparent: '00-1' } },
    { 'apollographql-client-name': 'web', clientName: 'web' },
  ])('are none for %j: the anonymous', (params) => {
    expect(of(params)).toEqual({ kind: 'taken', authorization: undefined });
  });

  it.each<[unknown, RegExp]>([
    [{ authorization: 42 }, /must be the text/],
    [{ authorization: null }, /must be the text/],
    [{ authorization: { bearer: TOKEN } }, /must be the text/],
    [{ authorization: [TOKEN] }, /must be the text/],
    [{ Authorization: false }, /must be the text/],
    [{ token: TOKEN }, /"token" is not taken/],
    [{ authToken: 'x' }, /"authToken" is not taken/],
    [{ access_token: 'x' }, /not taken/],
    [{ 'x-api-key': 'x' }, /not taken/],
    [{ jwt: 'x' }, /not taken/],
    [{ Authorisation: TOKEN }, /not taken/],
    [{ password: 'x', user: 'y' }, /not taken/],
    [{ cookie: 'session=1' }, /not taken/],
    [{ something: TOKEN }, /not taken/],
    [{ something: TOKEN.slice(7) }, /not taken/],
    [{ headers: { token: 'x' } }, /not taken/],
    [{ headers: { 'X-Auth-Token': 'x' } }, /not taken/],
    [{ authorization: TOKEN, token: 'x' }, /"token" is not taken/],
    [{ user: 'bob' }, /"user" is not known/],
    [{ headers: { 'x-user': 'bob' } }, /"x-user" is not known/],
    [{ headers: 'x' }, /headers must be an object/],
    [{ headers: null }, /headers must be an object/],
    [{ headers: [{ authorization: TOKEN }] }, /headers must be an object/],
    [[TOKEN], /connectionParams must be an object/],
    ['Bearer x', /connectionParams must be an object/],
    [{ authorization: TOKEN, Authorization: OTHER }, /two different/],
    [{ authorization: TOKEN, headers: { authorization: OTHER } }, /two different/],
  ])('are refused with a reason in %j', (params, reason) =>
    expect(of(params)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) }),
  );

  it('are refused when the upgrade request says otherwise, or has them in its URL', () => {
    expect(of({ authorization: TOKEN }, { authorization: OTHER })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('two different'),
    });
    for (const query of [
      'token=x',
      'access_token=x',
      'authorization=Bearer%20x',
      `q=${encodeURIComponent(TOKEN)}`,
      'a=b&API_KEY=1',
    ])
      expect(of(undefined, { url: `/graphql?${query}` })).toMatchObject({ kind: 'refused' });
    expect(of(undefined, { url: '/graphql?client=web' })).toMatchObject({ kind: 'taken' });
  });

  it('are refused with a reason that a close frame can carry, whatever it names', () => {
    for (const name of ['token'.repeat(100), `token${'é'.repeat(100)}`, 'ü'.repeat(200)]) {
      const refused = of({ [name]: 'x' });
      expect(refused.kind === 'refused' && Buffer.byteLength(refused.reason)).toBeLessThanOrEqual(123);
    }
    expect(Buffer.byteLength(closeReason('ü'.repeat(100)))).toBeLessThanOrEqual(123);
  });
});
