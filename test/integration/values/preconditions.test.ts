import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { sendRaw } from '../../support/http-raw.js';
import { rawClient } from '../../support/raw-client.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { PLACEHOLDER, surveyWorld } from '../../support/rest-world.js';

let gateway: TestGateway;
let owner: RestClient;
let token: string;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
}, 60_000);
afterAll(() => gateway?.stop());

const made = async () => (await owner.post('/surveys', { title: 'Made' })).body.id as string;
const tagOf = async (path: string) => (await owner.get(path)).headers.get('etag') ?? '';
const refused = { status: 412, body: { code: 'VERSION_CONFLICT' } };

describe('If-None-Match on a write', () => {
  it('is 412 when it names the current representation, and nothing is changed', async () => {
    const path = `/surveys/${await made()}`;
    const tag = await tagOf(path);
    for (const header of ['*', tag, `W/${tag}`, `"x", ${tag}`, '"1.of-other-fields"']) {
      expect([header, await owner.patch(path, { title: 'Changed' }, { 'if-none-match': header })]).toMatchObject([
        header,
        refused,
      ]);
      expect([header, await owner.delete(path, { 'if-none-match': header })]).toMatchObject([header, refused]);
    }
    expect((await owner.get(path)).body).toMatchObject({ title: 'Made', version: 1 });
    expect((await owner.patch(path, { title: 'Changed' }, { 'if-none-match': '"2.x", W/"other"' })).status).toBe(200);
    expect((await owner.patch(path, { title: 'Again' }, { 'if-none-match': tag })).status).toBe(200);
    expect((await owner.patch(path, { title: 'x' }, { 'if-none-match': 'nonsense' })).status).toBe(400);
  });

  it('is 412 for a collection, by * or by its current tag, because a collection always exists', async () => {
    const before = await owner.get('/surveys?total=true&first=0');
    expect(await owner.post('/surveys', { title: 'x' }, { 'if-none-match': '*' })).toMatchObject(refused);
    expect(await owner.post('/surveys', { title: 'x' }, { 'if-none-match': await tagOf('/surveys') })).toMatchObject(
      refused,
    );
    expect((await owner.get('/surveys?total=true&first=0')).body.totalCount).toBe(before.body.totalCount);
    expect((await owner.post('/surveys', { title: 'x' }, { 'if-none-match': '"of-another-time"' })).status).toBe(201);
  });

  it('is 412 for a step of a thing, by * or by the tag of the thing', async () => {
    const path = `/surveys/${(await surveyWorld(owner, 'draft')).get(PLACEHOLDER.survey)}`;
    for (const header of ['*', await tagOf(path)])
      expect(await owner.post(`${path}/publish`, undefined, { 'if-none-match': header })).toMatchObject(refused);
    expect((await owner.get(path)).body.status).toBe('draft');
    expect((await owner.post(`${path}/publish`, undefined, { 'if-none-match': '"0.x"' })).status).toBe(200);
  });

  it('lets a write through where nothing is, and where what is cannot be read', async () => {
    const world = await surveyWorld(owner, 'open');
    expect(
      (
        await owner.post(`/collector-links/${world.get(PLACEHOLDER.slug)}/responses`, undefined, {
          'if-none-match': '*',
        })
      ).status,
    ).toBe(201);
    const gone = await made();
    await owner.delete(`/surveys/${gone}`);
    expect((await owner.patch(`/surveys/${gone}`, { title: 'x' }, { 'if-none-match': '*' })).status).toBe(404);
    const foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
    expect((await foreign.patch(`/surveys/${await made()}`, { title: 'x' }, { 'if-none-match': '*' })).status).toBe(
      404,
    );
    expect(
      (await restClient(gateway.url).patch(`/surveys/${await made()}`, { title: 'x' }, { 'if-none-match': '*' }))
        .status,
    ).toBe(401);
  });

  it('in XML is answered with a problem in XML, and compares the tag of XML', async () => {
    const path = `/surveys/${await made()}`;
    const tag = (await owner.get(path, { accept: 'application/xml' })).headers.get('etag') ?? '';
    const answer = await owner.send('PATCH', path, '<survey><title>x</title></survey>', {
      'content-type': 'application/xml',
      accept: 'application/xml',
      'if-none-match': tag,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      412,
      'application/problem+xml; charset=utf-8',
    ]);
  });

  it('with * makes a quota once, however many ask for it at the same time', async () => {
    const world = await surveyWorld(owner, 'draft');
    const quota = `/questions/${world.get(PLACEHOLDER.question)}/options/${world.get(PLACEHOLDER.option)}/quota`;
    expect(await owner.put(quota, { limit: 5 }, { 'if-none-match': '*' })).toMatchObject(refused);
    expect(await owner.put(quota, { limit: 5 }, { 'if-none-match': await tagOf(quota) })).toMatchObject(refused);
    expect((await owner.put(quota, { limit: 6 })).status).toBe(200);
    await owner.delete(`/quotas/${(await owner.get(quota)).body.id}`);
    const at = { 'if-none-match': '*' };
    const answers = await Promise.all(Array.from({ length: 8 }, (_, limit) => owner.put(quota, { limit }, at)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
    // Without the condition all of them would: that is what it is for.
    const unconditional = await Promise.all(Array.from({ length: 8 }, (_, limit) => owner.put(quota, { limit })));
    expect(new Set(unconditional.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('with * and a key is answered again as it was the first time', async () => {
    const world = await surveyWorld(owner, 'draft');
    await owner.delete(`/quotas/${world.get(PLACEHOLDER.quota)}`);
    const quota = `/questions/${world.get(PLACEHOLDER.question)}/options/${world.get(PLACEHOLDER.option)}/quota`;
    const headers = { 'if-none-match': '*', 'idempotency-key': 'make-this-quota-once' };
    const first = await owner.put(quota, { limit: 3 }, headers);
    expect([first.status, (await owner.put(quota, { limit: 3 }, headers)).body]).toEqual([200, first.body]);
  });
});

describe('conditions of a read', () => {
  it('are checked in the order of RFC 9110: If-Match, then If-None-Match', async () => {
    const path = `/surveys/${await made()}`;
    const tag = await tagOf(path);
    const cases: readonly [Readonly<Record<string, string>>, number][] = [
      [{ 'if-match': tag }, 200],
      [{ 'if-match': '*' }, 200],
      [{ 'if-match': `"x", ${tag}` }, 200],
      [{ 'if-match': '"x"' }, 412],
      [{ 'if-match': `W/${tag}` }, 412],
      [{ 'if-match': '"x"', 'if-none-match': tag }, 412],
      [{ 'if-match': tag, 'if-none-match': tag }, 304],
      [{ 'if-match': '*', 'if-none-match': '"x"' }, 200],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': `W/${tag}` }, 304],
      [{ 'if-none-match': `"x",${tag}` }, 304],
      [{ 'if-modified-since': new Date().toUTCString() }, 200],
      [{ 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200],
      [{ 'if-modified-since': 'nonsense' }, 200],
      [{ 'if-none-match': '"x"', 'if-modified-since': new Date(Date.now() + 1e9).toUTCString() }, 200],
      [{ 'if-range': '"x"', range: 'bytes=0-1' }, 200],
    ];
    for (const [headers, status] of cases)
      for (const method of ['GET', 'HEAD'])
        expect([headers, method, (await owner.send(method, path, undefined, headers)).status]).toEqual([
          headers,
          method,
          status,
        ]);
  });

  it('are none to what is not there', async () => {
    const path = `/surveys/${await made()}`;
    await owner.delete(path);
    for (const headers of [{ 'if-match': '"x"' }, { 'if-none-match': '*' }])
      expect((await owner.get(path, headers)).status).toBe(404);
  });

  it('of dates on a write are ignored, since nothing has a date of modification', async () => {
    const path = `/surveys/${await made()}`;
    expect(
      (await owner.patch(path, { title: 'x' }, { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).status,
    ).toBe(200);
  });
});

describe('HEAD', () => {
  it.each(['/surveys', '/viewer', '/movies?first=1', '/', '/openapi.json', '/surveys/nonsense'])(
    'has the headers of GET: %s',
    async (path) => {
      const [get, head] = [await owner.get(path), await owner.send('HEAD', path)];
      const told = (headers: Headers) =>
        Object.fromEntries(
          [...headers].filter(([name]) => !/^(date|connection|server-timing|ratelimit-.*|keep-alive)$/.test(name)),
        );
      expect([head.status, head.text, told(head.headers)]).toEqual([get.status, '', told(get.headers)]);
    },
  );

  it.each(['/surveys', '/viewer', '/openapi.json'])(
    'of what the client has is 304 without a length, and the connection goes on: %s',
    async (path) => {
      const tag = await tagOf(path);
      const client = await rawClient(gateway.url);
      const ask = (method: string) =>
        client.exchange(
          `${method} /api/v1${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\nif-none-match: ${tag}\r\n\r\n`,
        );
      for (const method of ['HEAD', 'GET', 'HEAD']) {
        const answer = await ask(method);
        expect(answer).toMatch(/^HTTP\/1\.1 304/);
        expect([method, /^content-length/im.test(answer), /^etag/im.test(answer)]).toEqual([method, false, true]);
      }
      await client.close();
    },
  );
});

describe('a URL', () => {
  it.each(['%FF', '%C3', '%ED%A0%80', '%C0%80', '%zz', '%', 'a%E9b', '%F4%90%80%80'])(
    'with %s in its query is refused by every port',
    async (text) => {
      for (const path of [
        `/api/v1/surveys?titleContains=${text}`,
        `/api/v1/surveys?${text}=1`,
        `/api/v1/collector-links/${text}`,
        `/graphql?query={viewer{role}}&operationName=${text}`,
        `/${text}`,
      ]) {
        const { status, text: answer } = await sendRaw(gateway.url, {
          method: 'GET',
          path,
          headers: { authorization: `Bearer ${token}`, 'apollo-require-preflight': 'x' },
        });
        expect([path, status]).toEqual([path, 400]);
        expect(answer).toContain('BAD_INPUT');
      }
    },
  );

  it('with bytes beyond ASCII is refused, and with them percent-encoded is read', async () => {
    const raw = await sendRaw(gateway.url, {
      method: 'GET',
      path: Buffer.from('/api/v1/surveys?titleContains=\u00e9').toString('latin1'),
      headers: { authorization: `Bearer ${token}` },
    });
    expect(raw.status).toBe(400);
    await owner.post('/surveys', { title: 'Zo\u00eb & Co' });
    const { body } = await owner.get('/surveys?titleContains=Zo%C3%AB%20%26+Co&fields=title');
    expect(body.data.map(({ title }: { title: string }) => title)).toEqual(['Zo\u00eb & Co']);
  });

  it('with U+0000 names nothing', async () => {
    const cases: readonly [string, number][] = [
      ['/surveys?titleContains=%00', 400],
      ['/surveys?after=%00', 400],
      ['/collector-links/a%00b', 404],
      ['/surveys/%00', 404],
      ['/event-logs?actor=a%00', 400],
      ['/movies?majorGenre=%00', 400],
      ['/surveys?sort=%00', 400],
      ['/events?after=%00', 400],
    ];
    for (const [path, status] of cases) expect([path, (await owner.get(path)).status]).toEqual([path, status]);
  });
});
