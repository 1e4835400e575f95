import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGroupSession, type Watermark } from '../../../src/events/consume/group-session.js';
import { createPartitionProcessors } from '../../../src/events/consume/partition-processors.js';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { until } from '../../support/until.js';

const RECORDS = 40;
const RECORD_BYTES = 200_000;
const LOW: Watermark = { records: 100, bytes: 300_000 };

let own: OwnKafka;
let topic: string;
beforeAll(async () => {
  own = await createOwnKafka();
  topic = own.client.topicName({ name: 'large', partitions: 1, retentionMs: 0 });
  await own.createTopic({ topic, numPartitions: 1 });
  const producer = createRecordProducer(own.client);
  for (let n = 0; n < RECORDS; n += 1)
    await producer.send([{ topic, partition: 0, key: `${n}`, value: Buffer.alloc(RECORD_BYTES), headers: {} }]);
  await producer.stop();
});
afterAll(() => own.drop());

/**
 * Reads the topic while its records are worked on slowly; resolves to how many bytes waited at most, and how many
 * records were done.
 */
async function readSlowly(group: string, highWater: Watermark) {
  const at = { topic, partition: 0 };
  let most = 0;
  let done = 0;
  const lanes = createPartitionProcessors({
    concurrency: 1,
    async process() {
      // Long enough for the next fetch to come, if there is one.
      const before = lanes.get(at)?.bytes ?? 0;
      for (let turns = 0; turns < 20 && (lanes.get(at)?.bytes ?? 0) === before; turns += 1)
        await new Promise((resolve) => setTimeout(resolve, 2));
      most = Math.max(most, lanes.get(at)?.bytes ?? 0);
      done += 1;
    },
    onProgress: (place) => session.progressed(place),
  });
  const session = createGroupSession({
    client: own.client,
    group: own.client.groupName(group),
    topics: [topic],
    lanes,
    logger: silent,
    sessionTimeoutMs: 6_000,
    maxWaitMs: 50,
    paceMs: 0,
    commitEveryMs: 50,
    highWater,
    lowWater: LOW,
  });
  await session.start();
  await until('all are done', () => done === RECORDS, 30_000);
  await lanes.close();
  await session.stop();
  return most;
}

describe('a consumer that is slower than its partition', () => {
  it('holds a bounded number of bytes, and gets everything', async () => {
    const high = { records: 500, bytes: 600_000 };
    // What waits, one fetch more, and the record that went over either.
    expect(await readSlowly('bounded', high)).toBeLessThan(high.bytes * 2 + RECORD_BYTES * 2);
  }, 60_000);

  it('would hold nearly all of them if only records were counted (negative control)', async () => {
    expect(await readSlowly('counted', { records: 500, bytes: RECORDS * RECORD_BYTES * 2 })).toBeGreaterThan(
      (RECORDS * RECORD_BYTES) / 2,
    );
  }, 60_000);
});
