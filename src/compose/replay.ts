import { setTimeout as delay } from 'node:timers/promises';
import type { ReadModel } from '../domain/read-models/model-generations.js';
import { replayModel, type ReplayStep } from '../domain/read-models/replay-model.js';
import { createLogReplay, type LogReplay } from '../events/consume/log-replay.js';
import type { ReplayStart } from '../events/consume/replay-start.js';
import type { KafkaClient } from '../events/kafka/kafka-client.js';
import type { Logger } from '../ops/logger.js';
import { createModelGenerations } from '../stores/mongo/generation-changes.js';
import type { Mongo } from '../stores/mongo/mongo-connection.js';
import { composeModelConsumer } from './consumers.js';

interface ReplayParts {
  readonly model: ReadModel;
  readonly mongo: Mongo;
  readonly client: KafkaClient;
  readonly start: ReplayStart;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onStep: (step: ReplayStep, generation: number, counts: LogReplay['counts']) => void;
  readonly settle?: { readonly writersMs: number; readonly readersMs: number };
  readonly leaseMs?: number;
}

/**
 * A process knows the generations for 10 seconds at most (MAX_AGE_MS). A transaction that has begun may take the 15
 * seconds of its patience, and 30 more for an answer that does not come.
 */
const SETTLE = { writersMs: 60_000, readersMs: 25_000 };

/** Rebuilds a read model beside the live one and swaps them. Resolves to the new generation and what was applied. */
export async function runReplay(
  parts: ReplayParts,
): Promise<{ readonly generation: number; readonly counts: LogReplay['counts'] }> {
  const { model, mongo, client, start, logger, signal, settle = SETTLE, leaseMs } = parts;
  let replay: LogReplay | undefined;
  const none = { applied: 0, skipped: 0 };
  try {
    const generation = await replayModel({
      generations: createModelGenerations(mongo, model, leaseMs === undefined ? {} : { leaseMs }),
      replayInto(next) {
        const definition = composeModelConsumer(model, mongo, { generation: next });
        replay = createLogReplay({ client, definition, from: start.from, logger, signal });
        return replay;
      },
      writersSettleMs: settle.writersMs,
      readersSettleMs: settle.readersMs,
      now: () => performance.now(),
      pause: (ms) => delay(ms, undefined, { signal }),
      onStep: (step, next) => parts.onStep(step, next, replay?.counts ?? none),
    });
    return { generation, counts: replay?.counts ?? none };
  } finally {
    await replay?.stop();
  }
}
