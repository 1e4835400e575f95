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
    [{ token: TOKEN }, /"token" is not supported/],
    [{ authToken: 'x' }, /"authToken" is not supported/],
    [{ access_token: 'x' }, /not supported/],
    [{ 'x-api-key': 'x' }, /not supported/],
    [{ jwt: 'x' }, /not supported/],
    [{ Authorisation: TOKEN }, /not supported/],
    [{ password: 'x', user: 'y' }, /not supported/],
    [{ cookie: 'session=1' }, /not supported/],
    [{ something: TOKEN }, /not supported/],
    [{ something: TOKEN.slice(7) }, /not supported/],
    [{ headers: { token: 'x' } }, /not supported/],
    [{ headers: { 'X-Auth-Token': 'x' } }, /not supported/],
    [{ authorization: TOKEN, token: 'x' }, /"token" is not supported/],
    [{ user: 'bob' }, /"user" is unknown/],
    [{ headers: { 'x-user': 'bob' } }, /"x-user" is unknown/],
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

  it('are refused with a reason that fits into a close frame, for every name', () => {
    for (const name of ['token'.repeat(100), `token${'é'.repeat(100)}`, 'ü'.repeat(200)]) {
      const refused = of({ [name]: 'x' });
      expect(refused.kind === 'refused' && Buffer.byteLength(refused.reason)).toBeLessThanOrEqual(123);
    }
    expect(Buffer.byteLength(closeReason('ü'.repeat(100)))).toBeLessThanOrEqual(123);
  });

  const JWT = TOKEN.slice(7);
  it.each<[unknown, string]>([
    [{ client: { token: TOKEN } }, 'token'],
    [{ client: { name: 'web', auth: {} } }, 'auth'],
    [{ client: { Access_Token: null } }, 'Access_Token'],
    [{ client: { 'api-key': 7 } }, 'api-key'],
    [{ client: [{ jwt: false }] }, 'jwt'],
    [{ client: { id: JWT } }, 'id'],
    [{ client: ['web', `  bearer ${JWT}`] }, 'client'],
    [{ client: { a: { b: { c: { d: [[{ e: { accessToken: true } }]] } } } } }, 'accessToken'],
    [{ client: { [TOKEN]: 1 } }, 'Bearer'],
    [{ client: `{"token":"${JWT}"}` }, 'client'],
    [{ lang: TOKEN }, 'lang'],
    [{ headers: { client: { headers: { authorization: TOKEN } } } }, 'authorization'],
    [{ headers: { 'x-client-id': { BEARER: [] } } }, 'BEARER'],
    [{ headers: { headers: { authorization: TOKEN } } }, 'authorization'],
    [{ authorization: TOKEN, client: { apiKey: 'x' } }, 'apiKey'],
    [{ 'x_api.key': 1 }, 'x_api.key'],
    [{ API_KEY: 1 }, 'API_KEY'],
  ])('are refused wherever they lie, and whatever their value is: %j', (params, name) => {
    expect(of(params)).toEqual({ kind: 'refused', reason: expect.stringContaining(`"${name}`) });
  });

  it.each([
    { client: { name: 'web', version: '1.0', platform: ['ios', 17] } },
    { clientName: 'web', headers: { 'x-client-id': { a: 1 } } },
    { lang: 'ey.a.b' },
  ])('are not seen in what is none: %j', (params) =>
    expect(of(params)).toEqual({ kind: 'taken', authorization: undefined }),
  );

  it('are refused beside the payload, and in headers of the upgrade request that mean them', () => {
    const brought = { connectionParams: undefined, authorization: undefined, url: '/graphql' };
    for (const beside of [
      { authorization: TOKEN },
      { token: null },
      { headers: {} },
      { id: TOKEN },
      { meta: { Authorization: 'x' } },
    ])
      expect(credentialsOf({ ...brought, beside })).toEqual({
        kind: 'refused',
        reason: expect.stringContaining('outside payload is not supported'),
      });
    for (const headers of [
      { 'x-api-key': 'x' },
      { 'x-auth-token': 'x' },
      { 'sec-websocket-protocol': `graphql-transport-ws, ${JWT}` },
      { 'sec-websocket-protocol': 'graphql-transport-ws, bearer.x' },
    ] as Record<string, string>[])
      expect(credentialsOf({ ...brought, headers })).toEqual({
        kind: 'refused',
        reason: expect.stringContaining('The header'),
      });
    const usual = {
      cookie: 'session=1',
      'sec-websocket-key': 'x',
      'sec-websocket-protocol': 'graphql-transport-ws',
      'x-forwarded-access-token': 'x',
    };
    expect(credentialsOf({ ...brought, headers: usual, beside: { id: '1' } })).toEqual({
      kind: 'taken',
      authorization: undefined,
    });
    expect(
      credentialsOf({ ...brought, authorization: TOKEN, headers: { authorization: TOKEN, 'x-api-key': 'x' } }),
    ).toEqual({ kind: 'taken', authorization: TOKEN });
  });

  it('are looked for in what is nested as deep as a message can be', () => {
    let deep: unknown = { token: 1 };
    for (let n = 0; n < 100_000; n += 1) deep = [deep];
    expect(of({ client: deep })).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('"token" is not supported'),
    });
  });
});
