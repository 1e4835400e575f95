import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_REDRIVES } from '../../../src/contracts/dead-letter.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { deadLetterTopic, redriveTopic } from '../../../src/contracts/topics.js';
import { createDeadLetters, type DeadLetters } from '../../../src/events/consume/dead-letters.js';
import { redriveGroup, UnknownGroupError } from '../../../src/events/consume/redrive-group.js';
import type { KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import type { OutgoingRecord } from '../../../src/events/kafka/outgoing-record.js';
import { createOwnConsumers, inOnePartition, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { silent } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
const opened: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  own = await createOwnConsumers();
});
afterEach(async () => {
  await own.stopRunning();
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});
afterAll(() => own.drop());

const ALL = () => true;
const GENTLE = { force: false, dryRun: false };

function lettersOf(
  group: string,
  over: { readonly client?: KafkaClient; readonly maxLetters?: number } = {},
): DeadLetters {
  const deadLetters = createDeadLetters({ client: own.client, groups: [group], logger: silent, ...over });
  opened.push(deadLetters);
  return deadLetters;
}

/** A group with a dead letter for each of `count` events. Its handler fails until it is repaired. */
async function groupWithLetters(count: number) {
  const group = await own.aGroup();
  const events = inOnePartition(count);
  const { ids, handle } = noting(events);
  const state = { isRepaired: false, failures: 0 };
  const wanted = new Set(events.map(({ id }) => id));
  const consumer = own.aConsumer(
    {
      group,
      topics: ['surveys'],
      async handle(record) {
        if (wanted.has(record.event.id) && !state.isRepaired) {
          state.failures += 1;
          throw new Error('broken');
        }
        await handle(record);
      },
    },
    { attempts: 1 },
  );
  await consumer.start();
  await own.publisher.publish(events);
  const deadLetters = lettersOf(group);
  await until('all are dead letters', async () => (await deadLetters.open()).letters.length === count);
  return { group, events, deadLetters, state, appliedIds: ids };
}

const openEvents = async (deadLetters: DeadLetters) => (await deadLetters.open()).letters.map(({ eventId }) => eventId);
const idOf = async (deadLetters: DeadLetters, event: GatewayEvent | undefined) =>
  (await deadLetters.open()).letters.find(({ eventId }) => eventId === event?.id)?.id ?? '';
const stored = (group: string) => readTopic(own.client, own.client.topicName(deadLetterTopic(group)));

describe('redriving', () => {
  it('one letter applies its event and leaves the other letters, in every process', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(3);
    const elsewhere = lettersOf(group);
    expect(await openEvents(elsewhere)).toHaveLength(3);
    state.isRepaired = true;
    const id = await idOf(deadLetters, events[1]);
    expect(await deadLetters.redrive([id], GENTLE, ALL)).toEqual([{ id, outcome: 'redriven' }]);
    await until('it is applied', () => appliedIds().length === 1);
    expect(appliedIds()).toEqual([events[1]?.id]);
    const rest = [events[0]?.id, events[2]?.id];
    for (const each of [deadLetters, elsewhere, lettersOf(group)]) {
      expect(await openEvents(each)).toEqual(rest);
      expect(await each.redrive([id], GENTLE, ALL)).toEqual([{ id, outcome: 'not_found' }]);
      expect(await each.content(id, ALL)).toBeUndefined();
    }
    expect(appliedIds()).toHaveLength(1);
  });

  it('many letters applies them, and the topic is empty when no letter is open', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(4);
    state.isRepaired = true;
    const ids = (await deadLetters.open()).letters.map(({ id }) => id);
    await deadLetters.redrive(ids.slice(1), GENTLE, ALL);
    expect((await stored(group)).length).toBeGreaterThan(1);
    await deadLetters.redrive(ids, GENTLE, ALL);
    await until('all are applied', () => new Set(appliedIds()).size === 4);
    expect([...appliedIds()].sort()).toEqual(events.map(({ id }) => id).sort());
    expect(await stored(group)).toEqual([]);
    expect(await openEvents(lettersOf(group))).toEqual([]);
  });

  it('in a dry run says what would happen and changes nothing', async () => {
    const { group, deadLetters, state, appliedIds } = await groupWithLetters(2);
    state.isRepaired = true;
    const before = await stored(group);
    const ids = (await deadLetters.open()).letters.map(({ id }) => id);
    const results = await deadLetters.redrive([...ids, 'nothing'], { ...GENTLE, dryRun: true }, ALL);
    expect(results.map(({ outcome }) => outcome)).toEqual(['redriven', 'redriven', 'not_found']);
    expect(await redriveGroup({ client: own.client, group, logger: silent, dryRun: true })).toEqual({
      redriven: 2,
      left: {},
      isPartial: false,
    });
    expect(await stored(group)).toEqual(before);
    expect(await readTopic(own.client, own.client.topicName(redriveTopic(group)))).toEqual([]);
    // The same without dryRun does change something.
    await deadLetters.redrive(ids, GENTLE, ALL);
    await until('both are applied', () => appliedIds().length === 2);
  });

  it('does nothing to letters that the caller may not redrive', async () => {
    const { events, deadLetters, state, appliedIds } = await groupWithLetters(2);
    state.isRepaired = true;
    const ids = (await deadLetters.open()).letters.map(({ id }) => id);
    const mine = (letter: { readonly eventId: string | null }) => letter.eventId === events[0]?.id;
    const results = await deadLetters.redrive(ids, GENTLE, mine);
    expect(results.map(({ outcome }) => outcome)).toEqual(['redriven', 'not_found']);
    await until('the one is applied', () => appliedIds().length === 1);
    expect(await openEvents(deadLetters)).toEqual([events[1]?.id]);
    expect(await deadLetters.content(ids[1] ?? '', mine)).toBeUndefined();
  });

  it('a letter that keeps failing is refused after a number of times, unless it is forced', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(1);
    for (let redrives = 1; redrives <= MAX_REDRIVES; redrives += 1) {
      const id = await idOf(deadLetters, events[0]);
      expect(await deadLetters.redrive([id], GENTLE, ALL)).toEqual([{ id, outcome: 'redriven' }]);
      await until('it has failed again', async () =>
        (await deadLetters.open()).letters.some((letter) => letter.redrives === redrives),
      );
      expect(await openEvents(deadLetters)).toEqual([events[0]?.id]);
    }
    expect(state.failures).toBe(1 + MAX_REDRIVES);
    state.isRepaired = true;
    const id = await idOf(deadLetters, events[0]);
    expect(await deadLetters.redrive([id], GENTLE, ALL)).toEqual([{ id, outcome: 'redriven_too_often' }]);
    expect(await redriveGroup({ client: own.client, group, logger: silent })).toEqual({
      redriven: 0,
      left: { redriven_too_often: 1 },
      isPartial: false,
    });
    expect(await openEvents(deadLetters)).toEqual([events[0]?.id]);
    // The control: the guard alone held it back.
    expect(await deadLetters.redrive([id], { ...GENTLE, force: true }, ALL)).toEqual([{ id, outcome: 'redriven' }]);
    await until('it is applied', () => appliedIds().length === 1);
    expect(await openEvents(deadLetters)).toEqual([]);
  });

  it('by several callers of one process at the same time gives each letter once', async () => {
    const { group, deadLetters, state, appliedIds } = await groupWithLetters(5);
    state.isRepaired = true;
    const ids = (await deadLetters.open()).letters.map(({ id }) => id);
    const results = await Promise.all([1, 2, 3].map(() => deadLetters.redrive(ids, GENTLE, ALL)));
    expect(results.flat().filter(({ outcome }) => outcome === 'redriven')).toHaveLength(5);
    await until('all are applied', () => appliedIds().length === 5);
    expect(await readTopic(own.client, own.client.topicName(redriveTopic(group)))).toHaveLength(5);
  });

  it('by several processes at the same time loses none', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(6);
    state.isRepaired = true;
    const ids = (await deadLetters.open()).letters.map(({ id }) => id);
    const processes = [1, 2, 3].map(() => lettersOf(group));
    await Promise.all(processes.map((each) => each.redrive(ids, GENTLE, ALL)));
    await until('all are applied', () => new Set(appliedIds()).size === 6);
    expect(new Set(appliedIds())).toEqual(new Set(events.map(({ id }) => id)));
    expect(await openEvents(lettersOf(group))).toEqual([]);
  });

  it('finds letters for which there was no room in memory, once there is', async () => {
    const { group, events, state, appliedIds } = await groupWithLetters(5);
    state.isRepaired = true;
    const small = lettersOf(group, { maxLetters: 2 });
    for (const expected of [2, 2, 1]) {
      const { letters, isPartial } = await small.open();
      expect({ count: letters.length, isPartial }).toEqual({
        count: expected,
        isPartial: expected === 2 && appliedIds().length < 3,
      });
      const before = appliedIds().length;
      await small.redrive(
        letters.map(({ id }) => id),
        GENTLE,
        ALL,
      );
      await until('they are applied', () => appliedIds().length === before + expected);
    }
    expect(appliedIds()).toEqual(events.map(({ id }) => id));
  });

  it('of a group that never ran is refused', async () => {
    await expect(redriveGroup({ client: own.client, group: 'nobody', logger: silent })).rejects.toThrow(
      UnknownGroupError,
    );
  });
});

describe('without an answer of Kafka', () => {
  it('dead letters are unavailable within seconds, and a redrive says that its outcome is not known', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(1);
    state.isRepaired = true;
    const id = await idOf(deadLetters, events[0]);
    const faulty = own.aFaultyKafka(1_000);
    const theirs = lettersOf(group, { client: faulty.client });
    expect(await openEvents(theirs)).toEqual([events[0]?.id]);
    faulty.silence();
    const began = performance.now();
    await expect(theirs.open()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(theirs.content(id, ALL)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(theirs.redrive([id], GENTLE, ALL)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { outcome: 'unknown' },
    });
    expect(performance.now() - began).toBeLessThan(3 * 5_500);
    faulty.heal();
    await until('it answers again', () =>
      theirs.redrive([id], GENTLE, ALL).then(
        () => true,
        () => false,
      ),
    );
    await until('it is applied', () => appliedIds().length >= 1);
    expect(await openEvents(deadLetters)).toEqual([]);
  });
});

describe('a crash after a letter was sent and before it was settled', () => {
  /** The client whose producers refuse the record that settles letters. */
  function withoutMarkers(client: KafkaClient): KafkaClient {
    const openProducer = () => {
      const producer = client.library.openProducer();
      return {
        ...producer,
        send: (records: readonly OutgoingRecord[]) =>
          records.some(({ topic }) => topic.endsWith('.dead-letters'))
            ? Promise.reject(new Error('crashed'))
            : producer.send(records),
      };
    };
    return { ...client, library: { ...client.library, openProducer } };
  }

  it('loses no letter: it stays open, and a second redrive ends it', async () => {
    const { group, events, deadLetters, state, appliedIds } = await groupWithLetters(2);
    state.isRepaired = true;
    const id = await idOf(deadLetters, events[0]);
    const crashing = lettersOf(group, { client: withoutMarkers(own.client) });
    await expect(crashing.redrive([id], GENTLE, ALL)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await until('its event was applied all the same', () => appliedIds().length === 1);
    expect(await openEvents(lettersOf(group))).toEqual(events.map(({ id: eventId }) => eventId));
    expect(await deadLetters.redrive([id], GENTLE, ALL)).toEqual([{ id, outcome: 'redriven' }]);
    await until('it was applied twice', () => appliedIds().length === 2);
    expect(await openEvents(lettersOf(group))).toEqual([events[1]?.id]);
  });
});
