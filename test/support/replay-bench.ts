import { setTimeout as delay } from 'node:timers/promises';
import { composeModelConsumer } from '../../src/compose/consumers.js';
import { runReplay } from '../../src/compose/replay.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { ReadModel } from '../../src/domain/read-models/model-generations.js';
import { replayStart, type ReplayFrom } from '../../src/events/consume/replay-start.js';
import { modelHash } from '../../src/stores/mongo/model-hash.js';
import type { Mongo } from '../../src/stores/mongo/mongo-connection.js';
import { eventOf, responseSubmitted, seatsChanged, someId, surveyCreated } from './events.js';
import { createOwnConsumers } from './own-consumers.js';
import { silent } from './own-kafka.js';
import { createOwnMongo } from './own-mongo.js';
import { until } from './until.js';

/** Events of every read model, about `count` surveys and shows. */
export function someEvents(count: number): readonly GatewayEvent[] {
  return Array.from({ length: count }, () => {
    const [surveyId, showId] = [someId('Survey'), someId('Show')];
    const [questionId, optionId] = [someId('Question'), someId('QuestionOption')];
    return [
      surveyCreated({}, surveyId),
      responseSubmitted(surveyId, { choices: [{ questionId, optionId }] }),
      responseSubmitted(surveyId, {
        answered: [questionId],
        cells: [],
        numbers: [{ questionId, number: Math.random() * 100 }],
      }),
      eventOf('gateway.show.scheduled.v1', showId, scheduled(showId)),
      seatsChanged(showId, 1, { A1: 'held' }),
      seatsChanged(showId, 2, { A1: 'sold', A2: 'held' }),
    ];
  }).flat();
}

const scheduled = (showId: string) => ({
  showId,
  movieId: someId('Movie'),
  screenId: someId('Screen'),
  startsAt: '2026-03-02T19:30:00.000Z',
  seatLabels: ['A1', 'A2'],
});

/** Short, because every transaction of a test takes less. A process learns of new generations within a second. */
export const SETTLE = { writersMs: 4_000, readersMs: 3_000 };

/**
 * A read model that its consumer keeps, beside a second one of the same events in another database, which is never
 * replayed: what the first has to be equal to.
 */
export async function createReplayBench(model: ReadModel) {
  const kafka = await createOwnConsumers();
  const [own, control] = await Promise.all([createOwnMongo(), createOwnMongo()]);
  const groups: string[] = [];
  const topics = composeModelConsumer(model, own.mongo).topics;

  async function keep(mongo: Mongo): Promise<void> {
    const group = await kafka.aGroup();
    groups.push(group);
    await kafka.aConsumer({ ...composeModelConsumer(model, mongo), group } as never).start();
  }
  await Promise.all([keep(own.mongo), keep(control.mongo)]);

  return {
    kafka,
    own,
    topics,
    publish: (events: readonly GatewayEvent[]) => kafka.publisher.publish(events),
    /** Resolves when both have every record that was published. */
    settled: () =>
      until(
        'every record is applied',
        async () => {
          const lags = await Promise.all(groups.map((group) => kafka.behindOf(group, topics)));
          return lags.every((behind) => behind.length === 0);
        },
        60_000,
      ),
    hash: async () => modelHash(own.mongo.db, model, own.mongo.generations.read(model)),
    controlHash: () => modelHash(control.mongo.db, model, 0),
    async replay(over: Partial<Parameters<typeof runReplay>[0]> & { readonly from?: ReplayFrom } = {}) {
      const { from = 'beginning', ...parts } = over;
      return runReplay({
        model,
        mongo: own.mongo,
        client: kafka.client,
        start: await replayStart(kafka.client, topics, from, silent),
        logger: silent,
        signal: new AbortController().signal,
        onStep: () => undefined,
        settle: SETTLE,
        ...parts,
      });
    },
    async drop() {
      await kafka.stopRunning();
      await Promise.all([kafka.drop(), own.drop(), control.drop()]);
    },
  };
}

/** Runs `work` while `step` is repeated, and waits for the step in hand. */
export async function whileRepeating<T>(step: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const repeating = (async () => {
    while (!isDone) {
      await step();
      await delay(5);
    }
  })();
  try {
    return await work();
  } finally {
    isDone = true;
    await repeating;
  }
}
