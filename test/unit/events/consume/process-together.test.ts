import { describe, expect, it } from '@jest/globals';
import { eventMessage } from '../../../../src/contracts/cloud-event.js';
import type { EventAttributes } from '../../../../src/contracts/event-attributes.js';
import { createTogetherProcessor } from '../../../../src/events/consume/process-together.js';
import { createRecordReader } from '../../../../src/events/consume/read-record.js';
import { createRecordSpans } from '../../../../src/events/consume/record-spans.js';
import type { IncomingRecord } from '../../../../src/events/kafka/incoming-record.js';
import type { KafkaClient } from '../../../../src/events/kafka/kafka-client.js';
import type { EventRecord } from '../../../../src/events/kafka/kafka-port.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { surveyCreated } from '../../../support/events.js';

const client = {
  topicKey: (name: string) => (name === 'survey-events' ? ('surveys' as const) : undefined),
} as KafkaClient;

function record(offset: number): IncomingRecord {
  const { key, value, headers } = eventMessage(surveyCreated());
  const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)] as const);
  return {
    topic: 'survey-events',
    partition: 1,
    offset: BigInt(offset),
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(bytes),
  };
}
const offsetsOf = (records: readonly { readonly offset: bigint }[]) => records.map(({ offset }) => Number(offset));

/** The steps of the processor with the records, in order. */
async function processed(
  records: readonly IncomingRecord[],
  handleTogether: (records: readonly EventRecord<EventAttributes>[]) => Promise<void>,
  onSingle: (offset: number, abort: AbortController) => void = () => undefined,
) {
  const steps: string[] = [];
  const abort = new AbortController();
  const processor = createTogetherProcessor(
    {
      reader: createRecordReader(client, {}),
      definition: { group: 'analytics', topics: ['surveys'], handle: () => Promise.resolve() },
      metrics: createMetrics().consumers,
      beginSpans: createRecordSpans(undefined, 'analytics'),
      logger: createLogger('silent', false),
    },
    async (given) => {
      steps.push(`together ${offsetsOf(given).join(' ')}`);
      await handleTogether(given);
    },
    ({ offset }) => {
      steps.push(`alone ${offset}`);
      onSingle(Number(offset), abort);
      return Promise.resolve();
    },
  );
  const settled: number[] = [];
  const outcome = await processor(records, abort.signal, ({ offset }) => settled.push(Number(offset))).then(
    () => 'done',
    () => 'aborted',
  );
  return { steps, settled, outcome };
}

const records = [4, 5, 7].map(record);

describe('records of a partition that a group applies together', () => {
  it('are applied in one call, with their positions', async () => {
    const given: EventRecord<EventAttributes>[] = [];
    const result = await processed(records, (all) => (given.push(...all), Promise.resolve()));
    expect(result).toEqual({ steps: ['together 4 5 7'], settled: [4, 5, 7], outcome: 'done' });
    expect(given.map(({ topic, partition }) => [topic, partition])).toEqual(records.map(() => ['surveys', 1]));
  });

  it('are applied alone, in order, when they cannot be applied together', async () => {
    const result = await processed(records, () => Promise.reject(new Error('one of them is bad')));
    expect(result).toEqual({
      steps: ['together 4 5 7', 'alone 4', 'alone 5', 'alone 7'],
      settled: [4, 5, 7],
      outcome: 'done',
    });
  });

  it('are applied alone when one of them cannot be read, or does not say where it came from', async () => {
    for (const bad of [
      { ...record(5), value: Buffer.from('{') },
      { ...record(5), topic: 'analytics.redrive' },
    ]) {
      const result = await processed([record(4), bad], () => Promise.resolve());
      expect(result).toEqual({ steps: ['alone 4', 'alone 5'], settled: [4, 5], outcome: 'done' });
    }
  });

  it('are left to the next owner from the first one that was not applied before the lane ended', async () => {
    const result = await processed(
      records,
      () => Promise.reject(new Error('one of them is bad')),
      (offset, abort) => offset === 5 && abort.abort(),
    );
    expect(result).toEqual({ steps: ['together 4 5 7', 'alone 4', 'alone 5'], settled: [4, 5], outcome: 'aborted' });
  });

  it('are not tried together when there is only one', async () => {
    const result = await processed([record(9)], () => Promise.reject(new Error('not called')));
    expect(result).toEqual({ steps: ['alone 9'], settled: [9], outcome: 'done' });
  });
});
