import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { watchArrivals, type EventArrivals } from '../support/event-arrivals.js';
import { startFleet, type Fleet } from '../support/gateway-fleet.js';
import { until } from '../support/until.js';

const WRITERS = 4;
/** How much later than before an event may be in the log when the gateway that would write it was just killed. */
const IN_TIME_MS = 5_000;
/** Writes before the kill. */
const BEFORE = 60;
const CREATE =
  'mutation ($title: String!, $key: String) { createSurvey(input: { title: $title }, idempotencyKey: $key) { survey { id } } }';

let fleet: Fleet | undefined;
let arrivals: EventArrivals | undefined;
afterEach(async () => {
  await arrivals?.stop();
  await fleet?.stop();
  [arrivals, fleet] = [undefined, undefined];
}, 60_000);

/** Writes through the URL of all until told to stop; a write whose answer does not come is sent again with its key. */
function load(url: Fleet, token: string) {
  const acknowledged = new Map<string, number>();
  let repeated = 0;
  let going = true;
  const writer = async () => {
    while (going) {
      const key = randomUUID();
      for (;;) {
        // An answer that is lost says nothing about the write: the key makes it one.
        const answer = await url.graphql(CREATE, { title: `Load ${key}`, key }, token).catch(() => undefined);
        const id = answer?.data?.createSurvey?.survey.id as string | undefined;
        if (id !== undefined) {
          acknowledged.set(id, Date.now());
          break;
        }
        repeated += 1;
      }
    }
  };
  const writing = Promise.all(Array.from({ length: WRITERS }, writer));
  return {
    acknowledged,
    repeated: () => repeated,
    async stop() {
      going = false;
      await writing;
    },
  };
}

/**
 * Kills the gateway that leads the outbox while writers write. Resolves to how late the latest event was, beyond the
 * latest one before the kill.
 */
async function killUnderLoad(sessionTimeoutMs: number) {
  fleet = await startFleet(3, { KAFKA_SESSION_TIMEOUT_MS: String(sessionTimeoutMs), REQUESTS_PER_MINUTE: '1000000' });
  arrivals = await watchArrivals(fleet.variables['MONGODB_URL'] ?? '', 'acme');
  const writers = load(fleet, await fleet.token('writer'));
  const lateMs = (ids: readonly string[]) =>
    Math.max(...ids.map((id) => (arrivals?.at(id) ?? Infinity) - (writers.acknowledged.get(id) ?? 0)));
  let before: readonly string[] = [];
  await until(
    'events arrive',
    () => {
      before = [...writers.acknowledged.keys()].slice(0, BEFORE);
      return before.length === BEFORE && before.every((id) => arrivals?.at(id) !== undefined);
    },
    60_000,
  );
  const usualMs = lateMs(before);
  const [leader] = (await fleet.shardsLed()).keys();
  const others = fleet.members().filter(({ number }) => number !== leader!.number);
  process.kill(leader!.pid, 'SIGKILL');
  const killedAt = Date.now();
  let ledAgainMs = 0;
  await until('the others lead every shard', async () => {
    const led = [...(await fleet!.shardsLed())].filter(([{ number }]) =>
      others.some((other) => other.number === number),
    );
    ledAgainMs = Date.now() - killedAt;
    return led.reduce((sum, [, shards]) => sum + shards, 0) === 4;
  });
  // Some events are written by each partition's new consumer.
  await until(
    'it is up again',
    () => fleet!.members().some(({ number, pid }) => number === leader!.number && pid !== leader!.pid),
    60_000,
  );
  await until('the sessions are over', () => Date.now() - killedAt > sessionTimeoutMs + 1_000, 60_000);
  await writers.stop();
  const ids = [...writers.acknowledged.keys()];
  await arrivals.untilAll(ids, 60_000);
  console.info(
    `session ${sessionTimeoutMs} ms: ${ids.length} writes, ${writers.repeated()} sent again, shards led again after ${ledAgainMs} ms, latest event ${lateMs(ids)} ms after its answer, ${usualMs} ms before`,
  );
  return {
    ids,
    lateMs: lateMs(ids) - usualMs,
    ledAgainMs,
    counts: await arrivals.countsOf('gateway.survey.created.v1'),
  };
}

describe('one of three gateways, killed with -9 while it leads the outbox', () => {
  it('loses nothing: every acknowledged write has its event in the log once, and in time', async () => {
    const { ids, lateMs, ledAgainMs, counts } = await killUnderLoad(3_000);
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => counts.get(id) !== 1)).toEqual([]);
    // Nor is there a write that nobody was told of: each was sent again until it was answered.
    expect([...counts.keys()].filter((id) => !ids.includes(id))).toEqual([]);
    expect(ledAgainMs).toBeLessThan(3_000);
    expect(lateMs).toBeLessThan(IN_TIME_MS);
    expect(fleet!.launcher.output()).toMatch(
      /Gateway \d has ended unexpectedly: SIGKILL[^]*It is started again in 0\.5 s/,
    );
  }, 180_000);

  it('makes events late for as long as its session lasts, if that is long (negative control)', async () => {
    const { ids, lateMs, counts } = await killUnderLoad(12_000);
    expect(ids.filter((id) => counts.get(id) !== 1)).toEqual([]);
    expect(lateMs).toBeGreaterThan(IN_TIME_MS);
  }, 180_000);
});
