import type { ModelGenerations } from './model-generations.js';

/** Applies the log to one generation. */
export interface LogReplay {
  /** Resolves when every record that was in the log at the call has been applied or skipped. */
  catchUp(): Promise<void>;
}

interface ReplayConfig {
  readonly generations: ModelGenerations;
  /** The replay of the log into a generation, from its start. */
  readonly replayInto: (generation: number) => LogReplay;
  /** After this time every consumer, in every process, writes the generations that were set. */
  readonly writersSettleMs: number;
  /** After this time no reader, in any process, reads the generation before. */
  readonly readersSettleMs: number;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly onStep: (step: ReplayStep, generation: number) => void;
}

export type ReplayStep = 'building' | 'joining' | 'swapped' | 'removing';

/*
 * | step     | read | written  | why nothing is lost or missing                                       |
 * | -------- | ---- | -------- | -------------------------------------------------------------------- |
 * | building | old  | old      | the live model is not touched                                        |
 * | joining  | old  | new, old | the log is applied to the new one until all consumers write both     |
 * | swapped  | new  | new, old | the new one has each record: from the log, or first from a consumer  |
 * | removing | new  | new      | no reader reads the old one any more                                 |
 *
 * A crash at any step leaves a model that is whole: the old one is written until no reader reads it.
 */

const POLL_MS = 200;

/**
 * Builds a new generation of a read model from the log and swaps it with the live one. Every effect is idempotent, so a
 * record that both the replay and a consumer apply counts once. Resolves to the new generation.
 */
export async function replayModel(config: ReplayConfig): Promise<number> {
  const { generations, replayInto, now, pause, onStep } = config;
  const next = await generations.begin();
  // Only now: another replay may have changed it before.
  const old = await generations.current();
  let isUsed = false;
  try {
    const replay = replayInto(next);
    onStep('building', next);
    await replay.catchUp();

    onStep('joining', next);
    isUsed = true;
    await generations.use(old, [next, old]);
    for (const until = now() + config.writersSettleMs; now() < until;) {
      await replay.catchUp();
      await pause(Math.min(POLL_MS, config.writersSettleMs));
    }
    // Whatever a consumer wrote to the old one alone is in the log before this.
    await replay.catchUp();

    await generations.use(next, [next, old]);
    onStep('swapped', next);
    await pause(config.readersSettleMs);
    await generations.use(next, [next]);
    await pause(config.writersSettleMs);
    onStep('removing', next);
    await generations.removeOthers();
    isUsed = false;
    return next;
  } finally {
    if (isUsed) generations.abandon();
    else await generations.end();
  }
}
