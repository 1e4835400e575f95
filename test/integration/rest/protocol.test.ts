import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';

describe('REST v1 over HTTP', () => {
  let gateway: TestGateway;
  let owner: RestClient;
  let anonymous: RestClient;
  beforeAll(async () => {
    gateway = await startGateway();
    owner = restClient(gateway.url, await gateway.token('owner'));
    anonymous = restClient(gateway.url);
  });
  afterAll(() => gateway.stop());

  const create = async (title = 'How was it?') => (await owner.post('/surveys', { title })).body;

  it('makes a thing: 201, its Location, its representation and its tag', async () => {
    const { status, headers, body } = await owner.post('/surveys', { title: 'Made', pages: [{ title: 'One' }] });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/surveys/${body.id}`);
    expect(headers.get('etag')).toMatch(/^"1\..+"$/);
    expect(body).toMatchObject({
      title: 'Made',
      status: 'draft',
      pageCount: 1,
      questionCount: 0,
      createdBy: 'owner@acme',
      version: 1,
    });
    expect((await owner.get(`/surveys/${body.id}`)).body).toEqual(body);
  });

  it('answers 304 to the tag it gave, and 200 once the thing has changed', async () => {
    const { id } = await create();
    const first = await owner.get(`/surveys/${id}`);
    const tag = first.headers.get('etag') ?? '';
    const again = await owner.get(`/surveys/${id}`, { 'if-none-match': tag });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    await owner.patch(`/surveys/${id}`, { title: 'Changed' });
    expect((await owner.get(`/surveys/${id}`, { 'if-none-match': tag })).status).toBe(200);
  });

  it('changes a thing only from the version that If-Match names', async () => {
    const made = await owner.post('/surveys', { title: 'Versioned' });
    const path = `/surveys/${made.body.id}`;
    const tag = made.headers.get('etag') ?? '';
    const changed = await owner.patch(path, { title: 'Second' }, { 'if-match': tag });
    expect([changed.status, changed.body.version]).toEqual([200, 2]);
    const stale = await owner.patch(path, { title: 'Third' }, { 'if-match': tag });
    expect([stale.status, stale.body.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect((await owner.get(path)).body.title).toBe('Second');
    expect((await owner.patch(path, { title: 'Third' }, { 'if-match': 'W/"2.x"' })).status).toBe(412);
    expect((await owner.patch(path, { title: 'Third' }, { 'if-match': 'nonsense' })).status).toBe(400);
    expect((await owner.post('/surveys', { title: 'No version' }, { 'if-match': tag })).status).toBe(400);
    expect((await owner.delete(path, { 'if-match': tag })).status).toBe(412);
    expect((await owner.delete(path, { 'if-match': '*' })).status).toBe(204);
    expect((await owner.get(path)).status).toBe(404);
  });

  it('replays the first answer under an idempotency key, and refuses the key for another request', async () => {
    const key = { 'idempotency-key': 'a-key-of-some-length-1' };
    const first = await owner.post('/surveys', { title: 'Once' }, key);
    const again = await owner.post('/surveys', { title: 'Once' }, key);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      201,
      first.body,
      first.headers.get('location'),
    ]);
    const other = await owner.post('/surveys', { title: 'Twice' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await owner.post('/surveys', { title: 'x' }, { 'idempotency-key': 'short' })).status).toBe(400);
  });

  it('pages by links that are also in the Link header, and counts when asked', async () => {
    for (let index = 0; index < 3; index += 1) await create(`Paged ${index}`);
    const seen: string[] = [];
    let path: string | null = '/surveys?titleContains=Paged&first=2&sort=title&total=true&fields=title';
    for (let page = 0; path !== null && page < 5; page += 1) {
      const { body, headers } = await owner.get(path);
      expect(body.totalCount).toBe(3);
      seen.push(...body.data.map((item: { title: string }) => item.title));
      if (body.links.next !== null) expect(headers.get('link')).toContain(`<${body.links.next}>; rel="next"`);
      path = body.links.next?.replace('/api/v1', '') ?? null;
    }
    expect(seen).toEqual(['Paged 0', 'Paged 1', 'Paged 2']);
    const foreign = await owner.get('/surveys?sort=-title&after=bm9uc2Vuc2U');
    expect([foreign.status, foreign.body.code]).toEqual([400, 'BAD_CURSOR']);
  });

  it('leaves out what is not asked for, and brings what is', async () => {
    const made = (
      await owner.post('/surveys', {
        title: 'Whole',
        pages: [{ title: 'One', questions: [{ heading: 'Why?', family: 'open_ended' }] }],
      })
    ).body;
    const { body } = await owner.get(`/surveys/${made.id}?expand=pages.questions&fields=title,pages.questions.heading`);
    expect(body).toEqual({
      id: made.id,
      title: 'Whole',
      pages: [
        {
          id: expect.any(String),
          position: 0,
          title: 'One',
          description: '',
          questions: [{ id: expect.any(String), heading: 'Why?' }],
        },
      ],
    });
    for (const query of [
      'fields=nonsense',
      'expand=nonsense',
      'expand=pages.pages',
      'first=101',
      'first=x',
      'nonsense=1',
      'status=OPEN',
      'first=1&first=2',
    ])
      expect([query, (await owner.get(`/surveys?${query}`)).status]).toEqual([query, 400]);
  });

  it('takes and gives XML', async () => {
    const headers = { 'content-type': 'application/xml', accept: 'application/xml' };
    const xml =
      '<survey><title>Tom &amp; Jerry</title><pages><item><title>One</title><questions><item><heading>How many?</heading><family>numeric</family><validation><min>1</min></validation><required>true</required></item></questions></item></pages></survey>';
    const made = await owner.send('POST', '/surveys', xml, headers);
    expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/xml; charset=utf-8']);
    expect(made.text).toContain('<title>Tom &amp; Jerry</title>');
    expect(made.text).toContain('<openedAt nil="true"/>');
    const path = made.headers.get('location')?.replace('/api/v1', '') ?? '';
    const whole = await owner.get(`${path}?expand=pages.questions`);
    expect(whole.body.pages[0].questions[0]).toMatchObject({
      heading: 'How many?',
      required: true,
      validation: { min: 1 },
    });
    const refused = await owner.send(
      'POST',
      '/surveys',
      `<!DOCTYPE survey [<!ENTITY x SYSTEM "file:///etc/hosts">]><survey><title>&x;</title></survey>`,
      headers,
    );
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      'application/problem+xml; charset=utf-8',
    ]);
    expect((await owner.send('POST', '/surveys', '<survey><title>', headers)).status).toBe(400);
  });

  it('says what a path allows: OPTIONS, HEAD, 405 and 404', async () => {
    const options = await anonymous.send('OPTIONS', '/surveys');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const head = await owner.send('HEAD', '/surveys');
    const get = await owner.get('/surveys');
    expect([head.status, head.text, head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
      200,
      '',
      get.headers.get('etag'),
      get.headers.get('content-length'),
    ]);
    const refused = await owner.send('DELETE', '/surveys');
    expect([refused.status, refused.body.code, refused.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD, POST, OPTIONS',
    ]);
    expect((await owner.get('/nonsense')).body).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      type: '/api/v1/problems/NOT_FOUND',
    });
    expect((await owner.get('/surveys/nonsense')).status).toBe(404);
  });

  it('answers a URL that cannot be read with a problem', async () => {
    const { status, headers, body } = await owner.get('/surveys/%zz');
    expect([status, headers.get('content-type'), body.code]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
      'BAD_INPUT',
    ]);
  });

  it('negotiates: 406 for what it cannot answer, 415 for what it does not take', async () => {
    expect((await owner.get('/surveys', { accept: 'text/csv' })).status).toBe(406);
    expect(
      (await owner.get('/surveys', { accept: 'text/csv, application/xml;q=0.5' })).headers.get('content-type'),
    ).toMatch(/xml/);
    expect(
      (await owner.send('POST', '/surveys', 'title=x', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    const patched = await owner.send('PATCH', `/surveys/${(await create()).id}`, 'x', { 'content-type': 'text/plain' });
    expect([patched.status, patched.headers.get('accept-patch')]).toEqual([
      415,
      expect.stringContaining('application/merge-patch+json'),
    ]);
  });

  it('answers problems with the codes of GraphQL, and writes nothing', async () => {
    const before = (await owner.get('/surveys?total=true&first=0')).body.totalCount;
    const cases: readonly [unknown, number, string][] = [
      [{}, 400, 'BAD_INPUT'],
      [{ title: 1 }, 400, 'BAD_INPUT'],
      [{ title: 'x', nonsense: 1 }, 400, 'BAD_INPUT'],
      [[], 400, 'BAD_INPUT'],
      [null, 400, 'BAD_INPUT'],
      [{ title: 'x', pages: [{ questions: [{ heading: 'x', family: 'rating' }] }] }, 422, 'BAD_INPUT'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await owner.post('/surveys', body);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    }
    for (const text of ['{', '{"title":"x","__proto__":{"a":1}}', '{"title":"x","constructor":{"prototype":{}}}', ''])
      expect([
        text,
        (await owner.send('POST', '/surveys', text, { 'content-type': 'application/json' })).status,
      ]).toEqual([text, 400]);
    expect(
      (
        await owner.send('POST', '/surveys', `{"title":"${'x'.repeat(1_100_000)}"}`, {
          'content-type': 'application/json',
        })
      ).status,
    ).toBe(413);
    expect((await owner.get('/surveys?total=true&first=0')).body.totalCount).toBe(before);
    const unauthenticated = await anonymous.get('/surveys');
    expect([
      unauthenticated.status,
      unauthenticated.body.code,
      unauthenticated.headers.get('www-authenticate'),
    ]).toEqual([401, 'UNAUTHENTICATED', 'Bearer']);
    expect((await restClient(gateway.url, 'forged').get('/surveys')).status).toBe(401);
    expect((await restClient(gateway.url, await gateway.token('staff')).post('/surveys', { title: 'x' })).status).toBe(
      403,
    );
    const foreign = restClient(gateway.url, await gateway.token('owner', 'umbrella'));
    expect((await foreign.get(`/surveys/${(await create()).id}`)).status).toBe(404);
  });

  it('tells what is deprecated only where it is answered', async () => {
    const { headers } = await owner.get('/surveys?first=1');
    expect(headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(new Date(headers.get('sunset') ?? '').toISOString()).toBe('2027-06-30T00:00:00.000Z');
    expect(headers.get('link')).toContain('rel="deprecation"');
    const without = await owner.get('/surveys?first=1&fields=title,createdBy');
    expect(without.headers.get('deprecation')).toBeNull();
  });

  it('counts requests by viewer, tells the limit and refuses beyond it', async () => {
    const limited = await startGateway({ REST_REQUESTS_PER_MINUTE: '3' });
    try {
      const client = restClient(limited.url, await limited.token('owner'));
      const first = await client.get('/surveys');
      expect([first.status, first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual([
        200,
        '3',
        '2',
      ]);
      await client.get('/surveys');
      await client.get('/surveys');
      const refused = await client.get('/surveys');
      expect([refused.status, refused.body.code]).toEqual([429, 'LIMIT_EXCEEDED']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await restClient(limited.url, await limited.token('owner', 'umbrella')).get('/surveys')).status).toBe(
        200,
      );
    } finally {
      await limited.stop();
    }
  });
});
