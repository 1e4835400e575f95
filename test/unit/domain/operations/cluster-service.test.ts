import { describe, expect, it } from '@jest/globals';
import type { ClusterSnapshot, GroupSample, TopicRecord } from '../../../../src/contracts/cluster.js';
import { createClusterService } from '../../../../src/domain/operations/cluster-service.js';
import type { DeadLetter } from '../../../../src/contracts/dead-letter.js';
import type { LagHistory } from '../../../../src/domain/operations/lag-history.js';
import type { ClusterStore, RecordQuery, ResetCommand } from '../../../../src/domain/operations/cluster-store.js';
import { MASK } from '../../../../src/domain/operations/masked-record.js';
import type { DomainError } from '../../../../src/kernel/errors.js';
import { pageRequest } from '../../../../src/kernel/paging.js';
import { ANONYMOUS, type Viewer } from '../../../../src/kernel/viewer.js';
import { NOON, someId } from '../../../support/events.js';

const staff: Viewer = { role: 'staff', tenant: 'ops', subject: 'sam' };
const PARTITION = { partition: 0, leader: 1, replicas: [1, 2], inSync: [1], oldestOffset: '0', endOffset: '5' };
const SETTINGS = {
  retentionMs: null,
  retentionBytes: null,
  cleanupPolicy: null,
  minInSyncReplicas: null,
  maxMessageBytes: null,
};
const topic = { ...SETTINGS, partitions: [PARTITION], records: '5', recordsPerSecond: 0.5, readers: [] };
const SNAPSHOT: ClusterSnapshot = {
  seenAt: NOON,
  brokers: [1, 2],
  topics: [
    { ...topic, name: 'booking-events', purpose: 'events' },
    { ...topic, name: 'x.dead-letters', purpose: 'dead_letters', partitions: [{ ...PARTITION, leader: null }] },
  ],
  groups: [
    { name: 'x', isOwn: true, state: 'Empty', members: [], partitions: [], lag: '9007199254740993', lagSeconds: 2 },
    { name: 'y', isOwn: false, state: 'Stable', members: [], partitions: [], lag: '2', lagSeconds: null },
  ],
};
const email = 'ada@example.com';
const RECORD: TopicRecord = {
  partition: 0,
  offset: '4',
  writtenAt: NOON,
  key: someId('Booking'),
  bytes: 10,
  problem: null,
  eventId: someId('Event'),
  eventType: 'gateway.booking.refunded.v1',
  aggregateId: someId('Booking'),
  tenant: 'ops',
  data: { bookingId: someId('Booking'), email },
};

function serviceOver(over: Partial<ClusterStore> = {}, lagHistory?: LagHistory, letters: readonly DeadLetter[] = []) {
  const asked: RecordQuery[] = [];
  const resets: ResetCommand[] = [];
  const cluster: ClusterStore = {
    snapshot: () => SNAPSHOT,
    history: () => [],
    records(query) {
      asked.push(query);
      const records = [RECORD].flatMap((record) => query.present(record) ?? []);
      return Promise.resolve({ records, scanned: 1, hasMore: false, next: new Map([[0, 5n]]) });
    },
    reset(command) {
      resets.push(command);
      return Promise.resolve({ done: true, changes: [] });
    },
    ...over,
  };
  const unitOfWork = { run: <T>(_: unknown, work: (stores: never) => Promise<T>) => work({} as never) };
  const service = createClusterService({
    cluster,
    lagHistory,
    letters: { open: () => Promise.resolve({ letters }) },
    operators: ['ops'],
    unitOfWork,
  });
  return { service, asked, resets };
}
const refusal = async (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) => (error as DomainError).code,
  );
const FIRST = pageRequest('topic-records', 10, undefined);
const after = (cursor: string) => pageRequest('topic-records', 10, cursor);

describe('the service of the cluster', () => {
  it.each<[string, Viewer, string]>([
    ['a stranger', ANONYMOUS, 'UNAUTHENTICATED'],
    ['a data team', { role: 'data', tenant: 'ops', subject: 'dan' }, 'FORBIDDEN'],
    ['the owner of another tenant', { role: 'owner', tenant: 'acme', subject: 'olga' }, 'FORBIDDEN'],
  ])('refuses %s everything, before the cluster is asked', async (_, viewer, code) => {
    const { service, asked, resets } = serviceOver();
    const calls = [
      service.overview(viewer),
      service.topics(viewer),
      service.topic(viewer, 'booking-events'),
      service.topic(viewer, 'nothing'),
      service.records(viewer, 'booking-events', {}, FIRST),
      service.groups(viewer),
      service.group(viewer, 'x'),
      service.history(viewer, 'x'),
      service.deadLetters(viewer, 'x'),
      service.reset(viewer, { group: 'x', to: 'latest' }, {}),
      service.reset(viewer, { nonsense: true }, {}),
    ];
    for (const call of calls) expect(await refusal(call)).toBe(code);
    expect([asked, resets]).toEqual([[], []]);
  });

  it('has the last hour of a group from Prometheus, and by itself when that one does not answer or knows nothing', async () => {
    const sampleOf = (lag: string) => ({ at: NOON, lag, lagSeconds: null });
    const own = { history: () => [sampleOf('1')] };
    const historyWith = (lagHistory?: LagHistory) => serviceOver(own, lagHistory).service.history(staff, 'x');
    const asked: string[] = [];
    const knowing = (samples: readonly GroupSample[]): LagHistory => ({
      async ofGroup(name) {
        asked.push(name);
        return samples;
      },
    });
    expect(await historyWith()).toEqual([sampleOf('1')]);
    expect(await historyWith(knowing([sampleOf('2')]))).toEqual([sampleOf('2')]);
    expect(await historyWith(knowing([]))).toEqual([sampleOf('1')]);
    expect(await historyWith({ ofGroup: () => Promise.reject(new Error('It is down')) })).toEqual([sampleOf('1')]);
    expect(asked).toEqual(['x', 'x']);
    // A group that does not exist is asked of nobody.
    expect(await refusal(serviceOver(own, knowing([])).service.history(staff, 'nobody'))).toBe('NOT_FOUND');
    expect(asked).toHaveLength(2);
  });

  it('sums up the dead letters of a group by cause, with the place of the oldest', async () => {
    const letter = (group: string, cause: DeadLetter['cause'], minute: number): DeadLetter => ({
      ...{ id: someId('DeadLetter'), group, cause, reason: email, attempts: 0, redrives: 0, bytes: 1 },
      ...{ failedAt: new Date(NOON.getTime() + minute * 60_000), topic: 'survey-events', partition: 3 },
      ...{ offset: BigInt(minute), eventId: null, eventType: null, aggregateId: null, tenant: 'acme' },
    });
    const letters = [
      letter('x', 'bad_json', 2),
      letter('y', 'bad_json', 0),
      letter('x', 'handler_failed', 3),
      letter('x', 'bad_json', 1),
    ];
    const { service } = serviceOver({}, undefined, letters);
    const at = (minute: number) => ({
      ...{ topic: 'survey-events', partition: 3, offset: String(minute) },
      failedAt: new Date(NOON.getTime() + minute * 60_000),
    });
    expect(await service.deadLetters(staff, 'x')).toEqual([
      { cause: 'bad_json', count: 2, ...at(1) },
      { cause: 'handler_failed', count: 1, ...at(3) },
    ]);
    expect(await refusal(service.deadLetters(staff, 'z'))).toBe('NOT_FOUND');
  });

  it('sums up what was seen, beyond what a double counts', async () => {
    expect(await serviceOver().service.overview(staff)).toEqual({
      seenAt: NOON,
      brokers: [1, 2],
      topics: 2,
      partitions: 2,
      underReplicatedPartitions: 2,
      offlinePartitions: 1,
      groups: 2,
      lag: '9007199254740995',
      recordsPerSecond: 1,
    });
  });

  it('is unavailable while the cluster cannot be seen', async () => {
    const { service } = serviceOver({ snapshot: () => undefined });
    expect(await refusal(service.topics(staff))).toBe('UNAVAILABLE');
    expect(await refusal(service.reset(staff, { group: 'x', to: 'latest' }, {}))).toBe('UNAVAILABLE');
  });

  it('finds text in what is shown, and not in what is masked', async () => {
    const { service } = serviceOver();
    const found = async (text: string) => (await service.records(staff, 'booking-events', { text }, FIRST)).records;
    expect(await found('ada@')).toEqual([]);
    const [record] = await found('REFUNDED');
    expect(record?.data).toMatchObject({ email: MASK });
  });

  it('goes on after a cursor, which is good for its topic only', async () => {
    const { service, asked } = serviceOver();
    const { cursor } = await service.records(staff, 'booking-events', {}, FIRST);
    await service.records(staff, 'booking-events', { from: 'earliest' }, after(cursor));
    expect(asked.map(({ start }) => start)).toEqual([{ kind: 'latest' }, { kind: 'after', next: new Map([[0, 5n]]) }]);
    const forged = (position: unknown) =>
      Buffer.from(JSON.stringify(['topic-records', ...(position as [])])).toString('base64url');
    for (const position of [
      ['other', '0:5'],
      ['booking-events', ''],
      ['booking-events', '0:-1'],
      ['booking-events'],
      ['booking-events', 5],
      ['booking-events', Array(300).fill('1:1').join()],
    ])
      expect(await refusal(service.records(staff, 'booking-events', {}, after(forged(position))))).toBe('BAD_CURSOR');
  });

  it.each([
    [{ from: 'offset' }],
    [{ from: 'offset', offset: '5' }],
    [{ offset: '5', partition: 0 }],
    [{ from: 'time' }],
    [{ from: 'offset', partition: 0, offset: '9223372036854775808' }],
    [{ from: 'offset', partition: 0, offset: '-1' }],
    [{ from: 'offset', partition: 0, offset: '1e3' }],
    [{ from: 'middle' }],
    [{ partition: -1 }],
    [{ type: 'no.such.type' }],
    [{ text: '' }],
    [{ text: 'x'.repeat(201) }],
    [{ unknown: 1 }],
  ])('does not read records by %j', async (request) => {
    const { service, asked } = serviceOver();
    expect(await refusal(service.records(staff, 'booking-events', request, FIRST))).toBe('BAD_INPUT');
    expect(asked).toEqual([]);
  });

  it('reads topics of events only', async () => {
    const { service } = serviceOver();
    expect(await refusal(service.records(staff, 'x.dead-letters', {}, FIRST))).toBe('BAD_INPUT');
    expect(await refusal(service.records(staff, '__consumer_offsets', {}, FIRST))).toBe('NOT_FOUND');
  });

  it.each([
    ['active', 'INVALID_STATE'],
    ['no_such_group', 'NOT_FOUND'],
    ['out_of_range', 'BAD_INPUT'],
  ] as const)('says with a code that a reset is refused: %s', async (reason, code) => {
    const { service } = serviceOver({ reset: () => Promise.resolve({ done: false, refusal: reason }) });
    expect(await refusal(service.reset(staff, { group: 'x', to: 'latest' }, {}))).toBe(code);
  });

  it('resets groups that it shows, and tells who did it', async () => {
    const { service, resets } = serviceOver();
    expect(await refusal(service.reset(staff, { group: 'of-others', to: 'latest' }, {}))).toBe('NOT_FOUND');
    await service.reset(staff, { group: 'y', topic: 't', partition: 2, to: 'offset', offset: '7', dryRun: true }, {});
    const target = { kind: 'offset', offset: 7n };
    expect(resets).toEqual([{ group: 'y', topic: 't', partition: 2, target, dryRun: true, by: 'sam' }]);
  });

  it.each([
    [{ group: 'x' }],
    [{ group: 'x', to: 'offset', topic: 't', offset: '1' }],
    [{ group: 'x', to: 'latest', partition: 1 }],
    [{ group: 'x', to: 'latest', offset: '1' }],
    [{ group: 'x', to: 'time' }],
    [{ group: '', to: 'latest' }],
    [{ group: 'x', to: 'latest', dryRun: 'no' }],
  ])('does not reset by %j', async (request) => {
    const { service, resets } = serviceOver();
    expect(await refusal(service.reset(staff, request, {}))).toBe('BAD_INPUT');
    expect(resets).toEqual([]);
  });
});
