import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { GraphQLError } from 'graphql';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import type { Viewer } from '../../../../../src/kernel/viewer.js';
import { MEMORY_BUDGET } from '../../../../../src/ops/load/limits.js';
import { createMemoryBudget } from '../../../../../src/ops/load/memory-budget.js';
import { createTurns } from '../../../../../src/ops/load/turns.js';
import { createMetrics } from '../../../../../src/ops/metrics.js';
import type { GraphQLContext } from '../../../../../src/ports/graphql/context.js';
import { eventsFor, markPlainFields } from '../../../../../src/ports/graphql/fan-out/audience.js';
import { createFanOut, type FanOutConfig } from '../../../../../src/ports/graphql/fan-out/fan-out.js';
import { Subscriber } from '../../../../../src/ports/graphql/fan-out/subscriber.js';
import { createMemoryLog } from '../../../../support/memory-log.js';
import { until } from '../../../../support/until.js';

const Change = new GraphQLObjectType<{ n: number }, GraphQLContext>({
  name: 'Change',
  fields: {
    n: { type: GraphQLInt },
    who: { type: GraphQLString, resolve: (_, _args, { viewer }) => ('subject' in viewer ? viewer.subject : null) },
    broken: {
      type: GraphQLString,
      resolve() {
        throw new Error('secret');
      },
    },
  },
});
const root = (audience: 'everyone' | 'viewer') => ({
  type: Change,
  args: { topic: { type: GraphQLString }, after: { type: GraphQLString } },
  resolve: (n: unknown) => ({ n }),
  extensions: eventsFor(audience, 'after') as never,
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { n: { type: GraphQLInt } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: { open: root('everyone'), own: root('viewer') },
  }),
});
markPlainFields(schema);

const member = (subject: string, role: 'owner' | 'staff' = 'owner', tenant = 'acme'): Viewer => ({
  role,
  subject,
  tenant,
});
const ANYBODY: Viewer = { role: 'anonymous' };

function aFanOut(over: Partial<FanOutConfig> = {}) {
  const log = createMemoryLog();
  const metrics = createMetrics().subscriptions;
  const memory = createMemoryBudget(MEMORY_BUDGET);
  let masked = 0;
  const fanOut = createFanOut({
    schema,
    services: {} as never,
    formatted: (errors: readonly GraphQLError[]) =>
      errors.map(({ path }) => ({ message: `error ${(masked += 1)}`, ...(path && { path }) })),
    turns: createTurns(),
    memory,
    metrics,
    ...over,
  });
  let ids = 0;
  return {
    log,
    fanOut,
    memory,
    executions: async () => (await metrics.answers.get()).values[0]?.value ?? 0,
    subscribe(
      query: string,
      viewer: Viewer,
      { variables = {}, from }: { readonly variables?: Record<string, unknown>; readonly from?: number } = {},
    ) {
      const messages: { readonly id: string; readonly payload: Record<string, unknown> }[] = [];
      const waiting: (() => void)[] = [];
      let isSlow = false;
      let ends = 0;
      const socket = {
        sendParts(head: string, rest: Buffer, onWritten: () => void) {
          messages.push(JSON.parse(head + String(rest)) as never);
          if (isSlow) waiting.push(onWritten);
          else setImmediate(onWritten);
        },
        endIfUnread: () => undefined,
        hold: () => undefined,
        flush: () => undefined,
      };
      const id = `${(ids += 1)}`;
      const subscriber = new Subscriber(socket, id, () => (ends += 1));
      fanOut.join(subscriber, log.follow(from), {
        document: parse(query, { noLocation: true }),
        query,
        operationName: undefined,
        variables,
        viewer,
        callerKey: 'caller',
      });
      const payloads = () => messages.map(({ payload }) => payload);
      return {
        subscriber,
        messages,
        payloads,
        data: (field: string) =>
          payloads().map((payload) => (payload['data'] as Record<string, Record<string, unknown>>)[field]),
        numbers: () =>
          payloads().map((payload) => Object.values(payload['data'] as Record<string, { n: number }>)[0]?.n),
        ends: () => ends,
        stall: () => (isSlow = true),
        read() {
          isSlow = false;
          for (const written of waiting.splice(0)) written();
        },
      };
    },
  };
}
const OPEN = 'subscription { open { n } }';
const OWN = 'subscription { own { n who } }';

describe('subscriptions with the same answers', () => {
  it('are executed once for an event, and each gets it under its own id', async () => {
    const { log, subscribe, executions } = aFanOut();
    const all = Array.from({ length: 300 }, (_, index) => subscribe(OPEN, index % 2 ? ANYBODY : member(`m${index}`)));
    for (let n = 0; n < 3; n += 1) log.add();
    await until('all have all', () => all.every(({ messages }) => messages.length === 3));
    expect(all.map(({ numbers }) => numbers())).toEqual(all.map(() => [0, 1, 2]));
    expect(all.map(({ messages }) => messages[0]?.id)).toEqual(all.map((_, index) => `${index + 1}`));
    expect([await executions(), log.followers]).toEqual([3, 1]);
    for (const { subscriber } of all) await subscriber.return();
  });

  it.each<[string, string, Viewer, Record<string, unknown>?]>([
    ['another subject', OWN, member('b')],
    ['another role', OWN, member('a', 'staff')],
    ['another tenant', OWN, member('a', 'owner', 'rival')],
    ['nobody', OWN, ANYBODY],
    ['another document', 'subscription { own { who n } }', member('a')],
    ['other variables', OWN, member('a'), { topic: 'x' }],
    ['a variable that is null', OWN, member('a'), { topic: null }],
  ])('are not those of %s', async (_, query, viewer, variables = {}) => {
    const declared = (text: string) =>
      text.replace('subscription', 'subscription ($topic: String)').replace('own', 'own(topic: $topic)');
    const { log, subscribe, executions } = aFanOut();
    const mine = subscribe(declared(OWN), member('a'));
    const theirs = subscribe(declared(query), viewer, { variables });
    log.add();
    await until('both have it', () => mine.messages.length + theirs.messages.length === 2);
    expect([mine.data('own')[0], theirs.data('own')[0]]).toEqual([
      { n: 0, who: 'a' },
      { n: 0, who: 'subject' in viewer ? viewer.subject : null },
    ]);
    expect(await executions()).toBe(2);
  });

  it('would be shown to others if the key left out the viewer (negative control)', async () => {
    const { log, subscribe } = aFanOut({ keyOf: ({ query, variables }) => JSON.stringify([query, variables]) });
    const mine = subscribe(OWN, member('a'));
    const theirs = subscribe(OWN, member('b'));
    log.add();
    await until('both have it', () => mine.messages.length + theirs.messages.length === 2);
    expect(theirs.data('own')[0]).toEqual({ n: 0, who: 'a' });
  });

  it('are those of everyone only where nothing but plain fields is selected, and then know of no viewer', async () => {
    const { log, subscribe, executions } = aFanOut();
    const queries = [
      'subscription { open { who } }',
      'subscription { open { ...F } } fragment F on Change { n ... { who } }',
    ];
    const subscribed = queries.map((query) => [subscribe(query, member('a')), subscribe(query, member('b'))] as const);
    log.add();
    await until('all have it', () => subscribed.flat().every(({ messages }) => messages.length === 1));
    for (const [mine, theirs] of subscribed) {
      expect(mine.data('open')[0]).toMatchObject({ who: 'a' });
      expect(theirs.data('open')[0]).toMatchObject({ who: 'b' });
    }
    expect(await executions()).toBe(4);
  });

  it('share an error, which is masked once', async () => {
    const { log, subscribe } = aFanOut();
    const query = 'subscription { own { n broken } }';
    const both = [subscribe(query, member('a')), subscribe(query, member('a'))];
    log.add();
    await until('both have it', () => both.every(({ messages }) => messages.length === 1));
    const payload = {
      data: { own: { n: 0, broken: null } },
      errors: [{ message: 'error 1', path: ['own', 'broken'] }],
    };
    expect(both.map(({ payloads }) => payloads()[0])).toEqual([payload, payload]);
  });
});

describe('a subscription', () => {
  it('leaves the others alone when it ends, and nothing is left when all have ended', async () => {
    const { log, fanOut, memory, subscribe, executions } = aFanOut();
    const [first, ...others] = Array.from({ length: 5 }, () => subscribe(OPEN, ANYBODY));
    const ended = first?.subscriber.next();
    log.add();
    await until('all have it', () => others.every(({ messages }) => messages.length === 1));
    await first?.subscriber.return();
    expect(await ended).toEqual({ value: undefined, done: true });
    log.add();
    await until('the others have the next', () => others.every(({ messages }) => messages.length === 2));
    expect(first?.numbers()).toEqual([0]);
    expect(fanOut.groups).toBe(1);
    for (const { subscriber } of others) await subscriber.return();
    await until('its source has ended', () => log.followers === 0);
    log.add();
    const late = subscribe(OPEN, ANYBODY);
    log.add();
    await until('who comes later has what comes later', () => late.messages.length === 1);
    expect(late.numbers()).toEqual([3]);
    await late.subscriber.return();
    await until('nothing is left', () => fanOut.groups === 0 && log.followers === 0 && memory.usedBytes === 0);
    expect([first, ...others, late].map((each) => each?.ends())).toEqual(Array(6).fill(1));
    expect(await executions()).toBe(3);
  });

  it('is let go of by everything when it has ended', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { log, subscribe } = aFanOut();
    const staying = subscribe(OPEN, ANYBODY);
    const ended = async () => {
      const all = Array.from({ length: 200 }, (_, index) =>
        subscribe(index % 2 ? OPEN : OWN, member(`m${index % 3}`), index % 5 ? {} : { from: 0 }),
      );
      all[7]?.stall();
      for (let n = 0; n < 2; n += 1) {
        log.add();
        await until('it has come', () => staying.messages.length === n + 1);
      }
      for (const { subscriber } of all) await subscriber.return();
      return all.map(({ subscriber }) => new WeakRef(subscriber));
    };
    const gone = await ended();
    const left = () => {
      collect();
      return [...gone, new WeakRef(staying.subscriber)].filter((each) => each.deref() !== undefined).length;
    };
    // The one that stays shows that the others could be seen.
    await until('only the one that stays is left', () => left() === 1);
    log.add();
    await until('it goes on', () => staying.messages.length === 3);
  });

  it('whose client reads slowly holds nobody up, misses nothing and repeats nothing, and comes back to the others', async () => {
    const { log, subscribe, executions } = aFanOut();
    const [slow, ...quick] = Array.from({ length: 4 }, () => subscribe(OPEN, ANYBODY));
    slow?.stall();
    for (let n = 0; n < 5; n += 1) {
      log.add();
      await until('the others have it', () => quick.every(({ messages }) => messages.length === n + 1));
    }
    expect(slow?.numbers()).toEqual([0]);
    slow?.read();
    await until('it has caught up', () => slow?.messages.length === 5);
    expect(slow?.numbers()).toEqual([0, 1, 2, 3, 4]);
    await until('it has come back', () => log.followers === 1);
    const before = await executions();
    log.add();
    await until('all have it', () => [slow, ...quick].every((each) => each?.messages.length === 6));
    expect(await executions()).toBe(before + 1);
    expect(slow?.numbers()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('that resumes gets all since its position and then shares the answers of the others', async () => {
    const { log, subscribe, executions } = aFanOut();
    const query = 'subscription ($after: String) { own(after: $after) { n who } }';
    for (let n = 0; n < 3; n += 1) log.add();
    const live = subscribe(query, member('a'));
    const resumed = [0, 1].map((from) => subscribe(query, member('a'), { variables: { after: `${from}` }, from }));
    await until('both have caught up', () => resumed.every(({ messages }, from) => messages.length === 3 - from));
    await until('they have come together', () => log.followers === 1);
    const before = await executions();
    log.add();
    await until(
      'all have it',
      () =>
        [live, ...resumed].every(({ messages }) => messages.at(-1)?.payload !== undefined && true) &&
        live.messages.length === 1,
    );
    await until('those that resumed have it', () =>
      resumed.every(({ messages }, from) => messages.length === 4 - from),
    );
    expect(await executions()).toBe(before + 1);
    expect(resumed.map(({ numbers }) => numbers())).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3],
    ]);
    await live.subscriber.return();
  });

  it('that resumes alone becomes the one whose source others share', async () => {
    const { log, subscribe } = aFanOut();
    log.add();
    const resumed = Array.from({ length: 10 }, () => subscribe(OPEN, ANYBODY, { from: 0 }));
    await until('all have caught up', () => resumed.every(({ messages }) => messages.length === 1));
    await until('they have come together', () => log.followers === 1);
    log.add();
    await until('all have the next', () => resumed.every(({ messages }) => messages.length === 2));
    expect(resumed.map(({ numbers }) => numbers())).toEqual(resumed.map(() => [0, 1]));
  });

  it('misses and repeats nothing, however the clients stall and come and go', async () => {
    const { log, subscribe, fanOut } = aFanOut();
    let seed = 11;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    let added = 0;
    const running: { readonly from: number; readonly each: ReturnType<typeof subscribe> }[] = [];
    for (let round = 0; round < 400; round += 1) {
      const one = running[random(Math.max(1, running.length))];
      switch (random(6)) {
        case 0:
          running.push({ from: added, each: subscribe(OPEN, ANYBODY) });
          break;
        case 1: {
          const from = random(added + 1);
          running.push({ from, each: subscribe(OPEN, ANYBODY, { from }) });
          break;
        }
        case 2:
          one?.each.stall();
          break;
        case 3:
          one?.each.read();
          break;
        default:
          log.add();
          added += 1;
      }
      if (random(3) === 0) await new Promise(setImmediate);
      if (running.length > 12) await running.splice(random(12), 1)[0]?.each.subscriber.return();
    }
    for (const { each } of running) each.read();
    for (const { from, each } of running) {
      const wanted = Array.from({ length: added - from }, (_, index) => from + index);
      await until('it has all', () => each.messages.length >= wanted.length);
      expect(each.numbers()).toEqual(wanted);
    }
    for (const { each } of running) await each.subscriber.return();
    await until('nothing is left', () => fanOut.groups === 0 && log.followers === 0);
  });

  it('ends with its source, which its client is told', async () => {
    const { log, subscribe, fanOut } = aFanOut();
    const both = [subscribe(OPEN, ANYBODY), subscribe(OPEN, ANYBODY)];
    const ends = both.map(({ subscriber }) => subscriber.next());
    await until('it follows', () => log.followers === 1);
    log.stop();
    expect(await Promise.all(ends)).toEqual(Array(2).fill({ value: undefined, done: true }));
    expect(fanOut.groups).toBe(0);
  });
});
