import type { Db } from 'mongodb';
import { DomainError } from '../../kernel/errors.js';
import { READ_MODELS, type ReadModel } from '../../domain/read-models/model-generations.js';

/** Which generations of a read model are read and written. A model without a document has generation 0 alone. */
export interface GenerationsDocument {
  readonly _id: ReadModel;
  readonly read: number;
  readonly written: readonly number[];
  /** The highest that was ever begun. A number is not used twice: the inbox remembers what it has counted. */
  readonly last?: number;
  readonly lease?: { readonly token: string; readonly until: Date };
}

/** The generations as this process knows them, at most MAX_AGE_MS old unless told otherwise. */
export interface KnownGenerations {
  /** Throws UNAVAILABLE when they are not known, or could not be read for too long. */
  read(model: ReadModel): number;
  /** The newest first. Throws as `read`. */
  written(model: ReadModel): readonly number[];
  /** Reads them now, and then again and again. */
  start(): Promise<void>;
  stop(): void;
}

const REFRESH_MS = 1_000;
const START_ATTEMPTS = 5;
/** A replay waits longer than this before it removes a generation. */
export const MAX_AGE_MS = 10_000;
const FIRST = { read: 0, written: [0] } as const;

export const generationsCollection = (db: Db) => db.collection<GenerationsDocument>('read_model_generations');

/** See KnownGenerations. */
export function createKnownGenerations(
  db: Db,
  onError: (error: unknown) => void,
  maxAgeMs = MAX_AGE_MS,
): KnownGenerations {
  let known: ReadonlyMap<ReadModel, Pick<GenerationsDocument, 'read' | 'written'>> = new Map();
  let readAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function refresh(): Promise<void> {
    // The age counts from before the question: the answer may be older than its arrival.
    const asked = performance.now();
    const found = await generationsCollection(db)
      .find({ _id: { $in: [...READ_MODELS] } })
      .toArray();
    known = new Map(found.map((document) => [document._id, document]));
    readAt = asked;
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => void refresh().catch(onError).finally(schedule), REFRESH_MS);
    timer.unref();
  }

  const isFresh = () => readAt !== undefined && performance.now() - readAt <= maxAgeMs;

  function of(model: ReadModel): Pick<GenerationsDocument, 'read' | 'written'> {
    if (!isFresh()) throw new DomainError('UNAVAILABLE', 'The read models are unavailable at the moment.');
    return known.get(model) ?? FIRST;
  }

  return {
    read: (model) => of(model).read,
    written: (model) => of(model).written,
    async start() {
      // A busy server may answer so late that the answer is too old already.
      for (let attempt = 1; attempt <= START_ATTEMPTS && !isFresh(); attempt += 1) await refresh();
      schedule();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** One value for each generation, made at its first use. */
export function perGeneration<T>(make: (generation: number) => T): (generation: number) => T {
  const made = new Map<number, T>();
  return (generation) => {
    const known = made.get(generation);
    if (known !== undefined) return known;
    const value = make(generation);
    made.set(generation, value);
    return value;
  };
}

/**
 * Runs `write` on each written generation, one after the other, and resolves to the last result. The newest is first,
 * so whoever reads it after the swap finds at least what the old one has. All writes are idempotent: when one fails,
 * the caller repeats all.
 */
export async function writeAll<W, T>(
  generations: readonly number[],
  writerAt: (generation: number) => W,
  write: (writer: W) => Promise<T>,
): Promise<T> {
  const [first = 0, ...rest] = generations;
  let result = await write(writerAt(first));
  for (const generation of rest) result = await write(writerAt(generation));
  return result;
}
