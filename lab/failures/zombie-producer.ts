import { settle, type NumberedRecord } from './ledger.js';
import { errorName } from './load.js';
import { messageOf, recordOf } from './producers.js';
import { readRecords } from './read-records.js';
import type { Scenario, ScenarioContext, Outcome } from './scenario.js';
import { watchTimeline } from './timeline.js';

const record = (aggregate: string, sequence: number): NumberedRecord => ({ aggregate, sequence });
const ROUNDS = 5;

async function run({ cluster, name, startPart, onEntry }: ScenarioContext): Promise<Outcome> {
  const topic = `${name}-fenced`;
  await cluster.createTopic(topic, { leader: 1 });
  const timeline = await startPart('Timeline', () => watchTimeline(cluster, [topic], onEntry));
  const client = cluster.client();
  const accepted: NumberedRecord[] = [];
  const refusals: Record<string, number> = {};
  const began = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const settings = {
      transactionalId: `${topic}-${round}`,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: 20_000,
    };
    const [zombie, heir] = [client.producer(settings), client.producer(settings)];
    await zombie.connect();
    const old = await zombie.transaction();
    await old.send({ topic, messages: [messageOf(record('zombie', round))] });
    timeline.mark(`round ${round + 1}: the first producer has an open transaction, and a second one takes over`);
    await heir.connect();
    const fresh = await heir.transaction();
    await fresh.send({ topic, messages: [messageOf(record('heir', round))] });
    await fresh.commit();
    accepted.push(record('heir', round));
    try {
      await old.commit();
      accepted.push(record('zombie', round));
      timeline.mark('the first producer could still commit');
    } catch (error) {
      const refusal = errorName(error);
      refusals[refusal] = (refusals[refusal] ?? 0) + 1;
      timeline.mark(`the first producer is refused: ${refusal}`);
    }
    await Promise.allSettled([zombie.disconnect(), heir.disconnect()]);
  }
  const found = (await readRecords(client, [topic])).get(topic) ?? [];
  await timeline.stop();
  const counts = settle(
    accepted,
    found.map(({ value }) => recordOf(value)),
  );
  const fenced = Object.values(refusals).reduce((sum, count) => sum + count, 0);
  return {
    rows: [
      { of: 'transactional', ...counts, recoveredAfterMs: Math.round(performance.now() - began), errors: refusals },
    ],
    asExpected: fenced === ROUNDS && counts.lost === 0 && counts.unconfirmed === 0,
    explanation: `${fenced} of ${ROUNDS} old producers were refused (${Object.keys(refusals).join(', ')}): the second one got a higher epoch for the same transactional ID, and the coordinator aborted the open transaction. A consumer that reads committed records has ${found.length} records, all of the second producers.`,
    timeline: timeline.entries,
  };
}

/** A producer that was taken for dead comes back. */
export const zombieProducer: Scenario = {
  name: 'zombie-producer',
  title: 'A producer that was taken for dead comes back',
  expectation:
    'Two transactional producers with one transactional ID: the second fences the first. The first cannot commit its open transaction, and readers of committed records never see it.',
  run,
};
