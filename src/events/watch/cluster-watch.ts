import { redriveTopic, type TopicKey } from '../../contracts/topics.js';
import { settlesWithin } from '../../kernel/backoff.js';
import { createWakeLoop } from '../../kernel/wake-loop.js';
import { withTimeout } from '../../kernel/with-timeout.js';
import type { Logger } from '../../ops/logger.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { openClusterConnection, type ClusterConnection } from './cluster-connection.js';
import type { ClusterSink } from './cluster-sink.js';
import { readGroups, readLogs, readSettings, retentionOf, topicsOf } from './read-cluster.js';
import { readingOf, readTimes, unreadOf, type OwnGroup, type RecordTimes } from './unread.js';

interface ClusterWatchConfig {
  readonly client: KafkaClient;
  /** The consumer groups of the gateway, without prefix, and what they read. */
  readonly groups: readonly { readonly group: string; readonly topics: readonly TopicKey[] }[];
  /** Take what is seen, such as gauges. */
  readonly sinks: readonly ClusterSink[];
  readonly logger: Logger;
  readonly timing?: Partial<WatchTiming>;
}

/** All in milliseconds. */
interface WatchTiming {
  /** From the end of one look to the beginning of the next. */
  readonly everyMs: number;
  readonly withinMs: number;
  /** What was seen longer ago is not shown any more. */
  readonly forgetAfterMs: number;
  readonly readSettingsEveryMs: number;
}

const DEFAULTS: WatchTiming = {
  everyMs: 10_000,
  withinMs: 10_000,
  forgetAfterMs: 60_000,
  readSettingsEveryMs: 300_000,
};

type SettingsByTopic = Awaited<ReturnType<typeof readSettings>>;

/** A new connection finds the leaders of now. */
const FIRST_PAUSE_MS = 1_000;
const END_WITHIN_MS = 5_000;

/** Looks at the Kafka cluster: its topics, their logs, and the consumer groups. */
export interface ClusterWatch {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Looks at the cluster in the background, one look after the other, each within a deadline. A scrape therefore never
 * waits for Kafka, and the number of scrapes does not change what the cluster is asked. What cannot be read keeps its
 * last value for a minute. Connections of its own keep a hung broker from delaying anything else.
 */
export function createClusterWatch({ client, groups, sinks, logger, ...config }: ClusterWatchConfig): ClusterWatch {
  const timing = { ...DEFAULTS, ...config.timing };
  const scope = { prefix: client.prefix };
  const own: readonly OwnGroup[] = groups.map(({ group, topics }) => ({
    name: client.groupName(group),
    topics: [...topics.map((topic) => client.topicName(topic)), client.topicName(redriveTopic(group))],
  }));
  const ownNames = new Set(own.map(({ name }) => name));
  let connection: ClusterConnection | undefined;
  let closing: Promise<unknown> = Promise.resolve();
  /** Looks that have not ended, also those that were given up. */
  const looking = new Set<Promise<void>>();
  /** The topics that the connection knows. */
  let learnt = '';
  let times: RecordTimes = new Map();
  let settings: { readonly of: string; readonly at: number; readonly byTopic: SettingsByTopic } | undefined;

  async function look(): Promise<void> {
    const current = (connection ??= openClusterConnection(client));
    await current.cluster.connect();
    const topics = topicsOf(await current.describe(), scope);
    requireCurrent(current);
    for (const sink of sinks) sink.showTopics(topics);
    const led = topics.partitions.filter(({ leader }) => leader >= 0);
    const offline = new Set(topics.partitions.filter(({ leader }) => leader < 0).map(({ topic }) => topic));
    // The client refuses to learn about a topic with a partition that no broker leads.
    const known = [...new Set(led.map(({ topic }) => topic))].filter((topic) => !offline.has(topic));
    if (known.length === 0) return;
    if (learnt !== '' && learnt !== known.join()) {
      // A connection cannot forget a topic.
      await discard();
      return look();
    }
    await current.learn(known);
    learnt = known.join();
    const logs = await readLogs(
      current,
      led.filter(({ topic }) => !offline.has(topic)),
    );
    requireCurrent(current);
    for (const sink of sinks) sink.showLogs(logs);
    if (settings?.of !== learnt || Date.now() - settings.at > timing.readSettingsEveryMs)
      settings = { of: learnt, at: Date.now(), byTopic: await readSettings(current, known) };
    requireCurrent(current);
    for (const sink of sinks) sink.showSettings(settings.byTopic);
    const read = await readGroups(current, scope, ownNames);
    const reading = readingOf(read, own, logs);
    times = await readTimes(current.cluster, reading.backlogs, times);
    requireCurrent(current);
    const unread = unreadOf(reading, times, retentionOf(settings.byTopic));
    for (const sink of sinks) sink.showGroups(read, reading, unread);
  }

  /** A look that was given up shows nothing any more. */
  function requireCurrent(used: ClusterConnection): void {
    if (used !== connection) throw new Error('The look was given up');
  }

  function discard(): Promise<unknown> {
    const discarded = connection;
    [connection, learnt] = [undefined, ''];
    return (closing = Promise.all([closing, discarded?.close()]));
  }

  const loop = createWakeLoop({
    async round() {
      try {
        const current = look().finally(() => looking.delete(current));
        looking.add(current);
        await withTimeout(timing.withinMs, current, () => new Error('The cluster does not answer in time'));
        return 'sleep';
      } finally {
        for (const sink of sinks) sink.forgetOlderThan(timing.forgetAfterMs);
      }
    },
    pollMs: timing.everyMs,
    onFailure(error, failures) {
      // A broker that has just died is nothing to warn of: other parts of the gateway do, and the metrics show it.
      logger.debug({ err: error, failures, part: 'cluster watch' }, 'The Kafka cluster could not be looked at');
      // The connection may be hung, or know leaders of the past.
      void discard();
      return Math.min(timing.everyMs, FIRST_PAUSE_MS * failures);
    },
  });

  return {
    start: () => loop.start(),
    async stop() {
      const stopped = loop.stop();
      // A look that waits for the cluster ends now.
      await discard();
      await stopped;
      await discard();
      await settlesWithin(END_WITHIN_MS, Promise.allSettled(looking));
    },
  };
}
