import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket, { type ClientOptions } from 'ws';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { createShow } from '../../support/booking-flow.js';
import { JWT_SECRET, startGateway, type TestGateway } from '../../support/gateway.js';
import { rawClient } from '../../support/raw-client.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;
let other: string;
let show: string;
beforeAll(async () => {
  gateway = await startGateway();
  [owner, other] = await Promise.all([gateway.token('owner'), gateway.token('owner', 'rival')]);
  show = await createShow(gateway, owner, gateway.gateway.parts.database.pool as never);
}, 60_000);
afterAll(() => gateway?.stop());

interface Message {
  readonly type: string;
  readonly id?: string;
  /** Any: tests read answers by path. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly payload?: any;
}

/** A connection that has sent its connection_init with these parameters, if any. */
async function connect(
  connectionParams?: unknown,
  { path = '/graphql', ...options }: ClientOptions & { readonly path?: string } = {},
) {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', options);
  const messages: Message[] = [];
  let closed: { readonly code: number; readonly reason: string } | undefined;
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  socket.on('close', (code, reason) => (closed = { code, reason: String(reason) }));
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', ...(connectionParams !== undefined && { payload: connectionParams }) });
  await until(
    'the connection is acknowledged or closed',
    () => closed !== undefined || messages.some(({ type }) => type === 'connection_ack'),
  );
  return {
    send,
    socket,
    closed: () => closed,
    of: (id: string) => messages.filter((message) => message.id === id),
    subscribe: (id: string, query: string, variables?: unknown, more: Record<string, unknown> = {}) =>
      send({ type: 'subscribe', id, payload: { query, ...(variables !== undefined && { variables }), ...more } }),
    async isOver(id: string): Promise<readonly Message[]> {
      await until(
        `${id} is over`,
        () =>
          closed !== undefined ||
          messages.some((message) => message.id === id && ['error', 'complete'].includes(message.type)),
      );
      return messages.filter((message) => message.id === id);
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
  };
}
type Connection = Awaited<ReturnType<typeof connect>>;

/** Who the gateway takes the connection for. */
async function viewerOf(connection: Connection): Promise<unknown> {
  connection.subscribe('viewer', '{ viewer { role tenant } }');
  const [next] = await connection.isOver('viewer');
  await connection.close();
  return connection.closed()?.code === 1005 ? next?.payload.data.viewer : connection.closed();
}
const bearer = (token: string) => `Bearer ${token}`;

/** The status with which an upgrade is refused; 101 when it is not. */
async function upgradeStatus(headers: Record<string, string>, path = '/graphql'): Promise<number> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
  const status = await new Promise<number>((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', (error) => reject(error));
  });
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

describe('an upgrade', () => {
  it.each(['http://evil.example', 'null', 'http://localhost.evil.example', 'https://evil.example:4000'])(
    'for a page of %s is refused',
    async (origin) => {
      expect(await upgradeStatus({ origin })).toBe(403);
    },
  );

  it('is for the own page, for pages of this machine, and for whoever is no page', async () => {
    for (const headers of [
      {},
      { origin: gateway.url },
      { origin: 'http://localhost:3000' },
      { origin: 'https://[::1]:8443' },
    ] as Record<string, string>[])
      expect(await upgradeStatus(headers)).toBe(101);
  });

  it('under another host name is refused on every path', async () => {
    for (const path of ['/graphql', '/elsewhere', '/api/v1/events'])
      expect(await upgradeStatus({ host: 'evil.example' }, path)).toBe(403);
    expect(await upgradeStatus({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403);
  });
});

describe('a connection', () => {
  const over = async (connection: Connection) => {
    await until('it is closed', () => connection.closed() !== undefined);
    return connection.closed();
  };

  it('is not opened by a request with headers of more than 16 KiB', async () => {
    expect(await upgradeStatus({ 'x-padding': 'x'.repeat(17_000) })).toBe(431);
    expect(await upgradeStatus({ 'x-padding': 'x'.repeat(10_000) })).toBe(101);
  });

  it('is closed by a message that is too deep, in plain words, and answers a ping without a long payload', async () => {
    const deep = await connect();
    deep.socket.send(`{"type":"ping","payload":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`);
    expect(await over(deep)).toEqual({ code: 4400, reason: 'The input is nested deeper than 32 levels.' });
    const pinging = await connect();
    const pongs: string[] = [];
    pinging.socket.on('message', (data) => pongs.push(String(data)));
    pinging.send({ type: 'ping', payload: { at: 1 } });
    pinging.send({ type: 'ping', payload: { a: 'x'.repeat(200_000) } });
    await until('both are answered', () => pongs.length === 2);
    expect(pongs).toEqual(['{"type":"pong","payload":{"at":1}}', '{"type":"pong"}']);
    await pinging.close();
  });

  it('is closed when it sends without end: pings, refused operations, fragments', async () => {
    const pinging = await connect();
    for (let n = 0; n < 500; n += 1) pinging.send({ type: 'ping' });
    expect(await over(pinging)).toMatchObject({ code: 4429 });
    const refused = await connect();
    for (let n = 0; n < 90; n += 1) refused.subscribe(String(n), '{ nothing }');
    expect(await over(refused)).toMatchObject({ code: 4429 });
    const fragments = await connect();
    for (let n = 0; n < 50; n += 1) fragments.socket.send(' ', { fin: false });
    expect(await over(fragments)).toMatchObject({ code: 1008 });
  });
});

describe('a refused upgrade', () => {
  it.each([
    ['/graphql', 'evil.example'],
    ['/%zz', 'localhost'],
  ])(
    'leaves no connection behind that a server which stops would wait for: %s',
    async (target, host) => {
      const stopping = await startGateway();
      const client = await rawClient(stopping.url);
      client.send(
        `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`,
      );
      const ended = once(client.socket, 'close');
      expect(await client.receives('}')).toMatch(/^HTTP\/1\.1 40[03] /);
      await ended;
      const begun = performance.now();
      await stopping.stop();
      expect(performance.now() - begun).toBeLessThan(10_000);
    },
    60_000,
  );
});

describe("a connection's credentials", () => {
  const viewer = { role: 'OWNER', tenant: 'acme' };
  it('are taken in every usual form', async () => {
    const value = bearer(owner);
    for (const params of [
      { authorization: value },
      { Authorization: value },
      { AUTHORIZATION: value },
      { headers: { authorization: value } },
      { headers: { Authorization: value } },
    ]) {
      expect([Object.keys(params), await viewerOf(await connect(params))]).toEqual([Object.keys(params), viewer]);
    }
    expect(await viewerOf(await connect(undefined, { headers: { authorization: value } }))).toEqual(viewer);
    expect(await viewerOf(await connect({ authorization: value }, { headers: { authorization: value } }))).toEqual(
      viewer,
    );
    expect(await viewerOf(await connect())).toEqual({ role: 'ANONYMOUS', tenant: null });
    expect(await viewerOf(await connect({}))).toEqual({ role: 'ANONYMOUS', tenant: null });
  });

  it('are refused with a reason in every other', async () => {
    const refusals: [unknown, ClientOptions & { path?: string }, RegExp][] = [
      [{ authorization: owner }, {}, /must be "Bearer" followed by a JWT/],
      [{ authorization: `Basic ${owner}` }, {}, /must be "Bearer" followed by a JWT/],
      [{ authorization: '' }, {}, /must be "Bearer" followed by a JWT/],
      [{ authorization: { token: owner } }, {}, /must be the text/],
      [{ authorization: [bearer(owner)] }, {}, /must be the text/],
      [{ authorization: null }, {}, /must be the text/],
      [{ token: owner }, {}, /"token" is not supported/],
      [{ headers: { token: owner } }, {}, /"token" is not supported/],
      [{ user: 'bob' }, {}, /"user" is unknown/],
      [{ authorization: bearer(owner), Authorization: bearer(other) }, {}, /two different/],
      [{ authorization: bearer(owner) }, { headers: { authorization: bearer(other) } }, /two different/],
      [undefined, { headers: { authorization: 'Bearer a.b.c' } }, /not valid/],
      [undefined, { path: `/graphql?token=${owner}` }, /in the URL/],
      [{ authorization: 'Bearer a.b.c' }, {}, /not valid/],
      [
        { authorization: bearer(await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'x' }, -60)) },
        {},
        /has expired/,
      ],
    ];
    for (const [params, options, reason] of refusals)
      expect([params, (await connect(params, options)).closed()]).toEqual([
        params,
        { code: 4403, reason: expect.stringMatching(reason) },
      ]);
  });
});

describe('a failure of one operation', () => {
  const EVENTS = 'subscription { events { id } }';
  const FAILING: readonly (readonly [name: string, query: string, variables?: unknown, code?: string])[] = [
    [
      'a root that is skipped',
      'subscription { events @skip(if: true) { id } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a root that is not included, by a variable',
      'subscription ($x: Boolean!) { events @include(if: $x) { id } }',
      { x: false },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a root that is skipped by a variable that is not there',
      'subscription ($x: Boolean!) { events @skip(if: $x) { id } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a fragment that is skipped',
      'subscription { ...F @skip(if: true) } fragment F on Subscription { events { id } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two roots',
      'subscription ($show: ID!) { events { id } seatMapChanged(showId: $show) { showId } }',
      { show: 'x' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a meta field for a root', 'subscription { __typename }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown directive',
      'subscription { events { id } ... @defer { events { type } } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['an unknown field', 'subscription { nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', 'subscription {', undefined, 'GRAPHQL_PARSE_FAILED'],
    [
      'a variable of another type',
      'subscription ($types: [String!]) { events(types: $types) { id } }',
      { types: [1] },
      'BAD_INPUT',
    ],
    [
      'a variable that is missing',
      'subscription ($show: ID!) { seatMapChanged(showId: $show) { showId } }',
      {},
      'BAD_INPUT',
    ],
    ['an id of nothing', 'subscription { seatMapChanged(showId: "nothing") { showId } }', undefined, 'NOT_FOUND'],
    [
      'a survey of somebody else',
      'subscription ($id: ID!) { responseSubmitted(surveyId: $id) { id } }',
      { id: '01a222a9-73a0-8013-a1ef-3987bb111b0a' },
      'NOT_FOUND',
    ],
    [
      'an operation that is not in the document',
      'subscription A { events { id } } subscription B { events { id } }',
      undefined,
      'BAD_INPUT',
    ],
    ['a mutation that fails', 'mutation { cancelShow(id: "x") { show { id } } }', undefined, 'NOT_FOUND'],
    [
      'more than a message may have',
      `subscription { events { id } } # ${'x'.repeat(70_000)}`,
      undefined,
      'LIMIT_EXCEEDED',
    ],
    [
      'variables that are too large',
      'subscription ($types: [String!]) { events(types: $types) { id } }',
      { types: ['x'.repeat(100_000)] },
      'LIMIT_EXCEEDED',
    ],
  ];

  it.each(FAILING)('leaves the others of its connection alone: %s', async (_name, query, variables, code) => {
    const connection = await connect({ authorization: bearer(owner) });
    connection.subscribe('other', 'subscription ($show: ID!) { seatMapChanged(showId: $show) { seatMapVersion } }', {
      show,
    });
    connection.subscribe('failing', query, variables);
    const messages = await connection.isOver('failing');
    const errors = messages.flatMap(({ type, payload }) => (type === 'error' ? payload : (payload?.errors ?? []))) as {
      extensions: { code: string };
    }[];
    expect([connection.closed(), errors.map(({ extensions }) => extensions.code)]).toEqual([
      undefined,
      expect.arrayContaining([code]),
    ]);
    connection.subscribe('failing', '{ viewer { role } }');
    await until('the connection goes on', () =>
      connection.of('failing').some(({ payload }) => payload?.data?.viewer?.role === 'OWNER'),
    );
    await seatsMove(connection);
    await connection.close();
  });

  it('leaves the others of its connection alone: variables nested too deeply to be read', async () => {
    const connection = await connect({ authorization: bearer(owner) });
    connection.subscribe('other', 'subscription ($show: ID!) { seatMapChanged(showId: $show) { seatMapVersion } }', {
      show,
    });
    connection.socket.send(
      `{"type":"subscribe","id":"failing","payload":{"query":"query ($x: Int) { viewer { role } }","variables":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}}`,
    );
    const [failure] = await connection.isOver('failing');
    expect([connection.closed(), failure]).toEqual([
      undefined,
      expect.objectContaining({
        type: 'error',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) })],
      }),
    ]);
    await seatsMove(connection);
    await connection.close();
  });

  it('is that of the connection only where the protocol says so', async () => {
    const twice = await connect({ authorization: bearer(owner) });
    twice.subscribe('one', EVENTS);
    twice.subscribe('one', EVENTS);
    await until('it is closed', () => twice.closed() !== undefined);
    expect(twice.closed()).toMatchObject({ code: 4409 });
    const huge = await connect();
    huge.socket.on('error', () => undefined);
    huge.subscribe('one', 'x'.repeat(400_000));
    await until('it is closed', () => huge.closed() !== undefined);
    expect(huge.closed()).toMatchObject({ code: 1009 });
  });

  /** The other subscription still brings what happens. */
  async function seatsMove(connection: Connection): Promise<void> {
    const before = connection.of('other').length;
    await until('a change arrives', async () => {
      const { holdSeats } = await gateway.data(
        'mutation ($show: ID!) { holdSeats(input: { showId: $show, seatLabels: ["A1"] }) { hold { id } } }',
        { show },
        owner,
      );
      await gateway.data(
        'mutation ($id: ID!) { releaseHold(id: $id) { hold { id } } }',
        { id: holdSeats.hold.id },
        owner,
      );
      return connection.of('other').length > before;
    });
    expect(connection.of('other').at(-1)?.payload.errors).toBeUndefined();
  }
});
