import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { createKafkaClient, type KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { silent } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let kafka: KafkaClient;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  const { KAFKA_BROKERS = '', TOPIC_PREFIX = '' } = gateway.environment;
  kafka = createKafkaClient({
    brokers: KAFKA_BROKERS.split(','),
    clientId: 'trace-context-test',
    topicPrefix: TOPIC_PREFIX,
    logger: silent,
  });
  owner = await gateway.token('owner');
});
afterAll(async () => {
  await kafka.stop();
  await gateway.stop();
});

const MUTATION = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }';
const LOG = 'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { nodes { id type traceparent } } }';
const newTrace = () => `${crypto.randomUUID()}`.replaceAll('-', '');
const headerOf = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`;

async function post(path: string, body: unknown, traceId?: string) {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${owner}`,
      'content-type': 'application/json',
      ...(path.startsWith('/api') && { 'idempotency-key': crypto.randomUUID() }),
      ...(traceId && { traceparent: headerOf(traceId) }),
    },
    body: JSON.stringify(body),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return (await response.json()) as any;
}

/** The `traceparent` of the one event about `id`, as the log has it. */
async function logged(id: string): Promise<string> {
  let found: { readonly id: string; readonly traceparent: string }[] = [];
  await until('the event is in the log', async () => {
    found = (await gateway.data(LOG, { id }, owner)).eventLogs.nodes;
    return found.length > 0;
  });
  expect(found).toHaveLength(1);
  return (found[0] as { traceparent: string }).traceparent;
}
const traceOf = (traceparent: string) => traceparent.split('-')[1];

describe('the trace of a request', () => {
  it('is on the record in Kafka and in the log, whichever port the request came to', async () => {
    const [graphqlTrace, restTrace] = [newTrace(), newTrace()];
    const { data } = await post('/graphql', { query: MUTATION, variables: { title: 'Traced' } }, graphqlTrace);
    const { id: restSurvey } = await post('/api/v1/surveys', { title: 'Traced' }, restTrace);
    for (const [id, trace] of [
      [data.createSurvey.survey.id, graphqlTrace],
      [restSurvey, restTrace],
    ]) {
      const traceparent = await logged(id);
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(traceOf(traceparent)).toBe(trace);
      const records = await readTopic(kafka, kafka.topicName('surveys'));
      expect(String(records.find(({ key }) => String(key) === id)?.headers['ce_traceparent'])).toBe(traceparent);
      const { data: entries } = (await (
        await fetch(`${gateway.url}/api/v1/event-logs?aggregateId=${id}`, {
          headers: { authorization: `Bearer ${owner}` },
        })
      ).json()) as { data: { traceparent: string }[] };
      expect(entries.map((entry) => entry.traceparent)).toEqual([traceparent]);
    }
  });

  it('is that of the upgrade for what a WebSocket sends', async () => {
    const trace = newTrace();
    class Traced extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { traceparent: headerOf(trace) } });
      }
    }
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Traced,
      connectionParams: { authorization: `Bearer ${owner}` },
    });
    const answers = client.iterate<{ createSurvey: { survey: { id: string } } }>({
      query: MUTATION,
      variables: { title: 'Over a socket' },
    });
    const { value } = await answers.next();
    await client.dispose();
    expect(traceOf(await logged(value?.data?.createSurvey.survey.id ?? ''))).toBe(trace);
  });

  it('is a new one for each request that names none or a malformed one', async () => {
    const surveys = [
      await post('/graphql', { query: MUTATION, variables: { title: 'One' } }),
      await post('/graphql', { query: MUTATION, variables: { title: 'Two' } }, 'malformed'),
    ];
    const traces = await Promise.all(
      surveys.map(async ({ data }) => traceOf(await logged(data.createSurvey.survey.id))),
    );
    for (const trace of traces) expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(traces).size).toBe(2);
  });
});
