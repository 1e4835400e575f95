import { deflateSync, gzipSync, brotliCompressSync, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PAYMENT_SIGNATURE_HEADER,
  PAYMENT_SIGNATURE_PURPOSE,
  PAYMENT_WEBHOOK,
} from '../../../src/ports/rest/webhooks/payment-webhook.js';
import { createSigner } from '../../../src/kernel/signing.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { sendRaw } from '../../support/http-raw.js';

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startGateway();
  authorization = `Bearer ${await gateway.token('owner')}`;
}, 60_000);
afterAll(() => gateway?.stop());

const CREATE = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { title } } }';
const graphqlBody = (title: string) => JSON.stringify({ query: CREATE, variables: { title } });
const latin1 = (text: string) => Buffer.from(text, 'latin1');

interface Sent {
  readonly body: Uint8Array | string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
/** The title that REST or GraphQL stored, or the status and code of what refused it. */
async function restTitle({ body, type = 'application/json', headers = {} }: Sent) {
  const { status, body: answer } = await sendRaw(gateway.url, {
    path: '/api/v1/surveys',
    body,
    headers: { authorization, 'content-type': type, ...headers },
  });
  return status === 201 ? answer.title : [status, answer?.code];
}
async function graphqlTitle({ body, type = 'application/json', headers = {} }: Sent) {
  const { status, body: answer } = await sendRaw(gateway.url, {
    path: '/graphql',
    body,
    headers: { authorization, 'content-type': type, ...headers },
  });
  return answer?.data?.createSurvey?.survey.title ?? [status, answer?.errors?.[0]?.extensions.code];
}

describe('the charset of a body', () => {
  const title = 'Grüße 😀';
  it.each<[string, string, (text: string) => Uint8Array | string]>([
    ['none', 'application/json', (text) => text],
    ['utf-8', 'application/json; charset=utf-8', (text) => text],
    ['"UTF-8"', 'application/json;charset="UTF-8"', (text) => text],
    ['utf8', 'application/json ; Charset=utf8', (text) => text],
    ['utf-8 with a byte order mark', 'application/json', (text) => `\ufeff${text}`],
  ])('%s is taken', async (_, type, encode) => {
    expect(await restTitle({ body: encode(JSON.stringify({ title })), type })).toBe(title);
    expect(await graphqlTitle({ body: encode(graphqlBody(title)), type })).toBe(title);
  });

  it('us-ascii is taken for what is in it', async () => {
    const type = 'application/json; charset=us-ascii';
    expect(await restTitle({ body: '{"title":"plain"}', type })).toBe('plain');
    expect(await restTitle({ body: '{"title":"Gr\u00fc\u00dfe"}', type })).toEqual([400, 'BAD_INPUT']);
    expect(await graphqlTitle({ body: graphqlBody('Gr\u00fc\u00dfe'), type })).toEqual([400, 'BAD_INPUT']);
  });

  it.each([
    'iso-8859-1',
    'windows-1252',
    'utf-16',
    'utf-16le',
    'utf-7',
    'shift_jis',
    'nonsense',
    '"',
    'utf-8; charset=utf-16',
  ])('%s is refused', async (charset) => {
    const type = `application/json; charset=${charset}`;
    expect(await restTitle({ body: latin1('{"title":"Gr\u00fc\u00dfe"}'), type })).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(await graphqlTitle({ body: latin1(graphqlBody('Gr\u00fc\u00dfe')), type })).toEqual([415, 'BAD_INPUT']);
  });

  it.each<[string, Uint8Array]>([
    ['Latin-1', latin1('{"title":"Gr\u00fc\u00dfe"}')],
    [
      'a cut character',
      Buffer.concat([Buffer.from('{"title":"a'), Buffer.from([0xf0, 0x9f, 0x98]), Buffer.from('"}')]),
    ],
    [
      'half a character in CESU-8',
      Buffer.concat([Buffer.from('{"title":"a'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['an overlong U+0000', Buffer.concat([Buffer.from('{"title":"a'), Buffer.from([0xc0, 0x80]), Buffer.from('"}')])],
    ['UTF-16 with its mark', Buffer.from('\ufeff{"title":"a"}', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('{"title":"a"}', 'utf16le')],
  ])('is not said to be UTF-8 for %s', async (_, body) => {
    expect(await restTitle({ body })).toEqual([400, 'BAD_INPUT']);
    expect(await restTitle({ body, type: 'application/json; charset=utf-8' })).toEqual([400, 'BAD_INPUT']);
    expect(
      await graphqlTitle({
        body: Buffer.concat([Buffer.from(`{"query":${JSON.stringify(CREATE)},"variables":`), body, Buffer.from('}')]),
      }),
    ).toEqual([400, 'BAD_INPUT']);
    const xml = Buffer.concat([Buffer.from('<s><title>'), body, Buffer.from('</title></s>')]);
    expect(await restTitle({ body: xml, type: 'application/xml' })).toEqual([400, 'BAD_INPUT']);
  });

  it('and the declaration of XML must not contradict each other', async () => {
    const xml = (encoding: string, title_: string) =>
      `<?xml version="1.0" encoding="${encoding}"?><survey><title>${title_}</title></survey>`;
    const accept = { accept: 'application/json, application/problem+json' };
    expect(
      await restTitle({ body: xml('UTF-8', title), type: 'application/xml; charset=utf-8', headers: accept }),
    ).toBe(title);
    expect(await restTitle({ body: xml('utf-8', title), type: 'text/xml', headers: accept })).toBe(title);
    expect(
      await restTitle({ body: latin1(xml('ISO-8859-1', 'Gr\u00fc\u00dfe')), type: 'application/xml', headers: accept }),
    ).toEqual([400, 'BAD_INPUT']);
    expect(await restTitle({ body: xml('ISO-8859-1', 'plain'), type: 'application/xml', headers: accept })).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(
      await restTitle({ body: xml('ISO-8859-1', 'plain'), type: 'application/xml; charset=utf-8', headers: accept }),
    ).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(
      await restTitle({ body: xml('UTF-8', 'plain'), type: 'application/xml; charset=iso-8859-1', headers: accept }),
    ).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
});

describe('a compressed body', () => {
  const json = JSON.stringify({ title: 'Packed' });
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
  ] as const)('of %s is read', async (coding, compress) => {
    expect(await restTitle({ body: compress(json), headers: { 'content-encoding': coding } })).toBe('Packed');
    expect(await graphqlTitle({ body: compress(graphqlBody('Packed')), headers: { 'content-encoding': coding } })).toBe(
      'Packed',
    );
    expect(
      await restTitle({
        body: compress('<survey><title>Packed</title></survey>'),
        type: 'application/xml',
        headers: { 'content-encoding': coding, accept: 'application/json' },
      }),
    ).toBe('Packed');
  });

  it('may be chunked, and identity is none', async () => {
    const response = await fetch(`${gateway.url}/api/v1/surveys`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Blob([gzipSync(json)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([response.status, ((await response.json()) as { title: string }).title]).toEqual([201, 'Packed']);
    expect(await restTitle({ body: json, headers: { 'content-encoding': 'identity' } })).toBe('Packed');
  });

  it.each([
    ['br', brotliCompressSync(json)],
    ['zstd', json],
    ['compress', json],
    ['gzip, gzip', gzipSync(gzipSync(json))],
    ['nonsense', json],
    ['__proto__', json],
  ] as const)('of %s is refused, with what is taken', async (coding, body) => {
    for (const path of ['/api/v1/surveys', '/graphql', PAYMENT_WEBHOOK]) {
      const { status, headers } = await sendRaw(gateway.url, {
        path,
        body,
        headers: { authorization, 'content-type': 'application/json', 'content-encoding': coding },
      });
      expect([path, status, headers['accept-encoding']]).toEqual([path, 415, 'gzip, deflate']);
    }
  });

  it.each<[string, string, Uint8Array | string]>([
    ['is none', 'gzip', json],
    ['is cut', 'gzip', gzipSync(json).subarray(0, 20)],
    ['has a wrong checksum', 'gzip', Buffer.concat([gzipSync(json).subarray(0, -8), Buffer.alloc(8)])],
    ['is of another coding', 'gzip', deflateSync(json)],
    ['lacks its header', 'deflate', deflateRawSync(json)],
    ['holds what is no UTF-8', 'gzip', gzipSync(latin1('{"title":"\u00e9"}'))],
  ])('that %s is refused', async (_, coding, body) => {
    expect(await restTitle({ body, headers: { 'content-encoding': coding } })).toEqual([400, 'BAD_INPUT']);
    expect(await graphqlTitle({ body, headers: { 'content-encoding': coding } })).toEqual([400, 'BAD_INPUT']);
  });

  it('ends at the limit of bodies, before it is in memory', async () => {
    // 700 MB of zeros in less than a megabyte.
    const bomb = gzipSync(Buffer.alloc(700 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(1_048_576);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    for (const path of ['/api/v1/surveys', '/graphql', PAYMENT_WEBHOOK]) {
      const { status } = await sendRaw(gateway.url, {
        path,
        body: bomb,
        headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
      expect([path, status]).toEqual([path, 413]);
    }
    expect(performance.now() - started).toBeLessThan(3000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    expect(
      await restTitle({
        body: gzipSync(`{"title":"${'x'.repeat(1_048_600)}"}`),
        headers: { 'content-encoding': 'gzip' },
      }),
    ).toEqual([413, 'LIMIT_EXCEEDED']);
    expect(
      await restTitle({
        body: gzipSync(`{"title":"fits"${' '.repeat(1_000_000)}}`),
        headers: { 'content-encoding': 'gzip' },
      }),
    ).toBe('fits');
  });
});

describe('a callback of the payment provider', () => {
  const signer = createSigner('signing-test-secret-of-at-least-32-characters');
  const call = (body: Uint8Array, headers: Readonly<Record<string, string>> = {}, signed: Uint8Array = body) =>
    sendRaw(gateway.url, {
      path: PAYMENT_WEBHOOK,
      body,
      headers: {
        'content-type': 'application/json',
        [PAYMENT_SIGNATURE_HEADER]: signer.signature(PAYMENT_SIGNATURE_PURPOSE, signed),
        ...headers,
      },
    });
  const event = {
    id: 'evt_1',
    type: 'succeeded',
    paymentId: '0199f3a0-0000-8017-8000-000000000001',
    amount: { amountMinor: 1, currency: 'EUR' },
    providerRef: 'x',
  };

  it('is signed over its bytes, compressed or not', async () => {
    const body = Buffer.from(JSON.stringify(event));
    expect((await call(gzipSync(body), { 'content-encoding': 'gzip' }, body)).body).toEqual((await call(body)).body);
    expect((await call(body, {}, Buffer.from('x'))).status).toBe(401);
  });

  it('that no store can keep is refused permanently and not retried', async () => {
    for (const body of [
      JSON.stringify({ ...event, id: 'evt\u0000' }),
      JSON.stringify({ ...event, providerRef: '\ud800' }),
      latin1('{"id":"\u00e9"}'),
      '{',
      JSON.stringify({ ...event, amount: { amountMinor: 1e30, currency: 'EUR' } }),
    ])
      expect([body, (await call(Buffer.from(body))).status]).toEqual([body, 422]);
  });
});
