import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { PostgresCpu } from '../peers/postgres-cpu.js';
import { processCpuMs } from '../process-cpu.js';
import { median, quantile, round } from '../statistics.js';
import type { Side, Written } from './write-sides.js';
import type { WriteSubjects } from './write-subjects.js';

interface WritesComparison {
  readonly sides: readonly Side[];
  readonly subjects: WriteSubjects;
  readonly pool: pg.Pool;
  readonly postgresCpu: PostgresCpu;
  readonly rounds: number;
  /** Rounds before these that are not measured. Servers run for long, and each side has as much time to warm up. */
  readonly warmUpRounds: number;
  /** The writes of each kind and side in a round, one after the other. */
  readonly writes: number;
  readonly onProgress: (step: string) => void;
}

/** Figures of a side: medians of the rounds' medians, and CPU over all rounds. */
export interface SideFigures {
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly cpuMs: number | null;
  readonly postgresCpuMs: number | null;
}

export interface WriteResult {
  readonly name: string;
  readonly title: string;
  readonly gateway: SideFigures;
  readonly handWritten: SideFigures;
  /** The median of the rounds' ratios of time, the gateway's to the hand-written. */
  readonly timeRatio: number;
  readonly timeRatioByRound: readonly number[];
}

const WRITES = [
  ['hold', 'hold 2 seats'],
  ['book', 'book them'],
  ['pay', 'pay'],
  ['respond', 'respond with 20 answers'],
  ['survey', 'create a survey of 20 questions'],
] as const;
type WriteName = (typeof WRITES)[number][0];

interface Burst {
  readonly times: readonly number[];
  readonly cpuMs: number;
  readonly postgresCpuMs: number;
}

const SETTLED_WITHIN_MS = 60_000;
/** The provider calls back a second after a payment. */
const CALLBACKS_MS = 1_500;

/**
 * Both sides in turn, in every round every write; who begins changes with the round. Before each burst the outbox is
 * empty, so that no side pays for the events of the other. Throws unless both append equally many events.
 */
export async function compareWrites(comparison: WritesComparison): Promise<WriteResult[]> {
  const { sides, rounds, warmUpRounds, onProgress } = comparison;
  const taken = new Map(sides.map((side) => [side.name, new Map<WriteName, Burst[]>()]));
  onProgress('Warming up');
  for (let index = 0; index < warmUpRounds; index += 1)
    for (const side of sides) await roundOf(comparison, side, -index);
  for (let index = 1; index <= rounds; index += 1) {
    onProgress(`Round ${index} of ${rounds}`);
    const appended = new Set<number>();
    for (const side of index % 2 === 0 ? sides : sides.toReversed()) {
      const before = await lastSeq(comparison);
      for (const [name, burst] of await roundOf(comparison, side, index)) {
        const of = taken.get(side.name) as Map<WriteName, Burst[]>;
        of.set(name, [...(of.get(name) ?? []), burst]);
      }
      appended.add(await appendedAfter(comparison, before));
    }
    if (appended.size > 1) throw new Error(`The sides have appended different events: ${[...appended].join(', ')}`);
  }
  return WRITES.map(([name, title]) => {
    const [gateway = [], handWritten = []] = (['gateway', 'handWritten'] as const).map(
      (side) => taken.get(side)?.get(name) ?? [],
    );
    const ratios = gateway.map((burst, index) => median(burst.times) / median(handWritten[index]?.times ?? []));
    return {
      name,
      title,
      gateway: figuresOf(gateway),
      handWritten: figuresOf(handWritten),
      timeRatio: round(median(ratios)),
      timeRatioByRound: ratios.map((ratio) => round(ratio)),
    };
  });
}

/** One side's round: its holds, then the bookings of these, then their payments; responses; surveys. */
async function roundOf(comparison: WritesComparison, side: Side, index: number): Promise<Map<WriteName, Burst>> {
  const { subjects, writes } = comparison;
  const { showId, labels } = await subjects.newShow();
  const bursts = new Map<WriteName, Burst>();
  async function burst(name: WriteName, status: string, write: (n: number) => Promise<Written>): Promise<Written[]> {
    await settled(comparison.pool);
    const cpuSince = await processCpuMs(side.pid);
    const postgresSince = await comparison.postgresCpu.since(side.connections);
    const times: number[] = [];
    const written: Written[] = [];
    for (let n = 0; n < writes; n += 1) {
      const begun = performance.now();
      written.push(await write(n));
      times.push(performance.now() - begun);
    }
    bursts.set(name, { times, cpuMs: (await processCpuMs(side.pid)) - cpuSince, postgresCpuMs: await postgresSince() });
    const other = written.find((each) => each.status !== status);
    if (other !== undefined) throw new Error(`${side.name}, ${name}: ${JSON.stringify(other)} is not ${status}`);
    return written;
  }
  const idOf = (all: readonly Written[], n: number) => all[n]?.id ?? '';
  const holds = await burst('hold', 'ACTIVE', (n) => side.hold(showId, labels.slice(2 * n, 2 * n + 2)));
  const bookings = await burst('book', 'PENDING_PAYMENT', (n) => side.book(idOf(holds, n)));
  await burst('pay', 'CONFIRMED', (n) => side.pay(idOf(bookings, n)));
  await sleep(CALLBACKS_MS);
  await burst('respond', 'COMPLETED', () => side.respond(subjects.slug, subjects.answers));
  await burst('survey', 'DRAFT', (n) => side.createSurvey(`Survey ${n} of round ${index}`));
  await settled(comparison.pool);
  return bursts;
}

/** Resolves when the relay has published every event. Throws when one was parked. */
async function settled(pool: pg.Pool): Promise<void> {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { rows } = await pool.query<{ unsent: number; parked: number }>(
      `SELECT (SELECT count(*)::int FROM outbox WHERE sent_at IS NULL) AS unsent, (SELECT count(*)::int FROM parked_event) AS parked`,
    );
    const { unsent = 0, parked = 0 } = rows[0] ?? {};
    if (parked > 0) throw new Error(`${parked} events were parked`);
    if (unsent === 0) return;
    if (Date.now() > until) throw new Error(`${unsent} events were not published`);
    await sleep(20);
  }
}

async function lastSeq({ pool }: WritesComparison): Promise<string> {
  const { rows } = await pool.query<{ seq: string }>('SELECT coalesce(max(seq), 0)::text AS seq FROM outbox');
  return rows[0]?.seq ?? '0';
}

/** The relay removes rows that were sent an hour ago: those of an earlier run may go at any time. */
async function appendedAfter({ pool }: WritesComparison, seq: string): Promise<number> {
  const { rows } = await pool.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox WHERE seq > $1', [seq]);
  return rows[0]?.rows ?? 0;
}

function figuresOf(bursts: readonly Burst[]): SideFigures {
  const count = bursts.reduce((sum, { times }) => sum + times.length, 0);
  const perWrite = (key: 'cpuMs' | 'postgresCpuMs') => {
    const value = bursts.reduce((sum, burst) => sum + burst[key], 0) / count;
    return Number.isFinite(value) ? round(value) : null;
  };
  return {
    medianMs: round(median(bursts.map(({ times }) => median(times)))),
    p90Ms: round(median(bursts.map(({ times }) => quantile(times, 0.9)))),
    cpuMs: perWrite('cpuMs'),
    postgresCpuMs: perWrite('postgresCpuMs'),
  };
}
