import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { createShow } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape } from '../../support/metrics.js';
import { startOtlpReceiver, treeOf, type OtlpReceiver, type ReceivedSpan } from '../../support/otlp-receiver.js';
import { until } from '../../support/until.js';

const CALLER_SPAN = '00f067aa0ba902b7';
/** Of values that must not be in a span. */
const SECRETS = ['ada-secret@example.com', 'Ada’s survey', 'tok_success', 'owner@acme', 'A7'];

let receiver: OtlpReceiver;
let gateway: TestGateway;
let owner: string;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '500' });
  owner = await gateway.token('owner');
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await receiver?.stop();
}, 60_000);

const newTrace = () => crypto.randomUUID().replaceAll('-', '');

async function post(path: string, body: unknown, traceId: string, flags = '01') {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${owner}`,
      'content-type': 'application/json',
      traceparent: `00-${traceId}-${CALLER_SPAN}-${flags}`,
      ...(path.startsWith('/api') && { 'idempotency-key': crypto.randomUUID() }),
    },
    body: JSON.stringify(body),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const answer = (await response.json()) as any;
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

/** The spans of a trace once the groups have processed its event. */
async function traceWith(traceId: string, topic: string, groups: readonly string[]): Promise<readonly ReceivedSpan[]> {
  const wanted = [`publish ${topic}`, ...groups.map((group) => `process ${topic} by ${group}`)];
  await until(
    'the trace is whole',
    () => {
      const names = receiver.of(traceId).map(({ name }) => name);
      return wanted.every((name) => names.includes(name)) && names.some((name) => /^(GET|POST) /.test(name));
    },
    20_000,
  );
  return receiver.of(traceId);
}

/** The span of this name, and the names of the spans above it. */
function found(spans: readonly ReceivedSpan[], name: string) {
  const span = spans.find((each) => each.name === name);
  if (span === undefined) throw new Error(`No span ${name} in\n${treeOf(spans, CALLER_SPAN).join('\n')}`);
  const above: string[] = [];
  for (let at = spans.find(({ spanId }) => spanId === span.parentSpanId); at !== undefined;) {
    above.push(at.name);
    const { parentSpanId } = at;
    at = spans.find(({ spanId }) => spanId === parentSpanId);
  }
  return { span, above };
}

const names = (spans: readonly ReceivedSpan[]) => spans.map(({ name }) => name);
const below = (spans: readonly ReceivedSpan[], parent: ReceivedSpan) =>
  spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);

describe('the trace of a mutation', () => {
  let spans: readonly ReceivedSpan[];
  beforeAll(async () => {
    const show = await createShow(gateway, owner, gateway.gateway.parts.database.pool);
    const { holdSeats } = await gateway.data(
      'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
      { input: { showId: show, seatLabels: ['A7'] } },
      owner,
    );
    const former = newTrace();
    const booked = await post(
      '/graphql',
      {
        query: 'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { booking { id } } }',
        variables: { input: { holdId: holdSeats.hold.id, email: SECRETS[0] } },
      },
      former,
    );
    // Statements are in the trace of the first of the events that are applied together: let these be applied before.
    await traceWith(former, 'bookings', ['event-log']);
    const trace = newTrace();
    await post(
      '/graphql',
      {
        query:
          'mutation Pay($input: PayBookingInput!) { payBooking(input: $input) { booking { status email seats { label } } } }',
        variables: { input: { bookingId: booked.data.createBooking.booking.id, paymentToken: 'tok_success' } },
      },
      trace,
    );
    spans = await traceWith(trace, 'bookings', ['event-log', 'seat-inventory', 'notifications']);
  }, 60_000);

  it('is one tree: request, operation, statements, outbox, relay, Kafka, and the effect of each group', () => {
    // Every span is below the caller's.
    expect(treeOf(spans, CALLER_SPAN)).toHaveLength(spans.length);
    const operation = ['mutation Pay', 'POST /graphql'];
    const append = ['outbox append', ...operation];
    expect(found(spans, 'mutation Pay').above).toEqual(operation.slice(1));
    expect(found(spans, 'sql writes-and-commit').above).toEqual(operation);
    expect(found(spans, 'outbox append').above).toEqual(operation);
    expect(found(spans, 'outbox relay').above).toEqual(append);
    expect(found(spans, 'publish bookings').above).toEqual(['outbox relay', ...append]);
    for (const group of ['event-log', 'seat-inventory', 'notifications'])
      expect(found(spans, `apply ${group}`).above).toEqual([`process bookings by ${group}`, ...append]);
    expect(found(spans, 'sql message-enqueue').above[0]).toBe('apply notifications');
    const writes = below(spans, found(spans, 'apply event-log').span);
    expect(names(writes)).toEqual(expect.arrayContaining([expect.stringMatching(/^insert event_?log/i)]));
  });

  it('says of each span what the conventions of OpenTelemetry ask', () => {
    expect(found(spans, 'POST /graphql').span).toMatchObject({
      kind: 2,
      attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
      resource: { 'service.name': 'graphql-gateway' },
    });
    expect(found(spans, 'mutation Pay').span.attributes).toMatchObject({
      'graphql.operation.type': 'mutation',
      'graphql.operation.name': 'Pay',
      'gateway.outcome': 'ok',
    });
    expect(found(spans, 'sql message-enqueue').span).toMatchObject({
      kind: 3,
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': expect.stringMatching(/INSERT INTO inbox .* ON CONFLICT DO NOTHING/s),
      },
    });
    expect(found(spans, 'outbox append').span.kind).toBe(4);
    expect(found(spans, 'publish bookings').span.attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.destination.name': 'bookings',
    });
    expect(found(spans, 'process bookings by notifications').span).toMatchObject({
      kind: 5,
      attributes: { 'messaging.consumer.group.name': 'notifications', 'messaging.operation.type': 'process' },
    });
    expect(spans.filter(({ isFailed }) => isFailed)).toEqual([]);
  });
});

describe('the trace of a request over REST', () => {
  it('has its operation, its statements and the effects of its event', async () => {
    const trace = newTrace();
    const { id } = await post('/api/v1/surveys', { title: SECRETS[1] }, trace);
    const spans = await traceWith(trace, 'surveys', ['event-log', 'analytics']);
    expect(found(spans, 'POST /api/v1/surveys').span.attributes).toMatchObject({ 'gateway.operation': 'createSurvey' });
    expect(found(spans, 'apply analytics').above).toEqual([
      'process surveys by analytics',
      'outbox append',
      'POST /api/v1/surveys',
    ]);
    const read = newTrace();
    await fetch(`${gateway.url}/api/v1/surveys/${id}`, {
      headers: { authorization: `Bearer ${owner}`, traceparent: `00-${read}-${CALLER_SPAN}-01` },
    });
    await until('the read is traced', () => names(receiver.of(read)).includes('GET /api/v1/surveys/:surveyId'));
    // A plan is prepared, and has a name, from its second use on.
    expect(treeOf(receiver.of(read), CALLER_SPAN)).toEqual([
      'GET /api/v1/surveys/:surveyId',
      expect.stringMatching(/^ {2}sql (unnamed|planned)$/),
    ]);
  }, 40_000);
});

describe('the trace of a WebSocket', () => {
  it('has its operations below the handshake, subscriptions too', async () => {
    const trace = newTrace();
    class Traced extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { traceparent: `00-${trace}-${CALLER_SPAN}-01` } });
      }
    }
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Traced,
      connectionParams: { authorization: `Bearer ${owner}` },
    });
    const events = client.iterate({ query: 'subscription { events { type } }' });
    const event = events.next();
    await client.iterate({ query: 'query Who { viewer { tenant } }' }).next();
    await until('the subscription is traced', () => names(receiver.of(trace)).includes('subscription'));
    await gateway.data('mutation { createSurvey(input: { title: "x" }) { survey { id } } }', {}, owner);
    await event;
    await client.dispose();
    await until('the query is traced', () => names(receiver.of(trace)).includes('query Who'));
    const spans = receiver.of(trace);
    const handshake = found(spans, 'GET /graphql').span;
    expect(handshake.attributes['http.response.status_code']).toBe(101);
    expect(names(below(spans, handshake)).sort()).toEqual(['query Who', 'subscription']);
    // What happens for the event is in the trace of the event.
    expect(names(spans).filter((name) => name.startsWith('process'))).toEqual([]);
  }, 40_000);
});

describe('a trace that its caller does not sample', () => {
  it('has no spans, here and in the consumers, and its events say so', async () => {
    const trace = newTrace();
    const { id } = await post('/api/v1/surveys', { title: 'Unsampled' }, trace, '00');
    let logged: readonly { readonly traceparent: string }[] = [];
    await until('the event is in the log', async () => {
      const query = 'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { nodes { traceparent } } }';
      logged = (await gateway.data(query, { id }, owner)).eventLogs.nodes;
      return logged.length > 0;
    });
    expect(logged[0]?.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
    // A later trace is whole: that of the same path would have arrived before.
    const later = newTrace();
    await post('/api/v1/surveys', { title: 'Sampled' }, later);
    await traceWith(later, 'surveys', ['event-log', 'analytics']);
    expect(receiver.of(trace)).toEqual([]);
  }, 40_000);
});

it('no span has a value that a client has sent', () => {
  const text = JSON.stringify(receiver.spans);
  expect(receiver.spans.length).toBeGreaterThan(50);
  for (const secret of [...SECRETS, owner]) expect(text).not.toContain(secret);
});

it('the gateway counts its spans', async () => {
  const series = await scrape(gateway.url);
  expect(series['gateway_trace_spans_total{outcome="recorded"}']).toBeGreaterThan(50);
  expect(series['gateway_trace_spans_total{outcome="failed"}'] ?? 0).toBe(0);
});
