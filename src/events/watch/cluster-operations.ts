import type { ClusterSnapshot, GroupSample, ResetResult, TopicPurpose, TopicRecords } from '../../contracts/cluster.js';
import { RUNNING_ANALYTICS } from '../../contracts/running-analytics.js';
import { deadLetterTopic, redriveTopic, TOPICS } from '../../contracts/topics.js';
import { DomainError } from '../../kernel/errors.js';
import { createOneAtATime } from '../../ops/load/one-at-a-time.js';
import type { Logger } from '../../ops/logger.js';
import { answerWithin } from '../kafka/answer-within.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ClusterView } from './cluster-view.js';
import { createRecordBrowser, type BrowseRequest } from './record-browser.js';
import { resetOffsets, type OffsetReset } from './reset-offsets.js';

interface ClusterOperationsConfig {
  readonly client: KafkaClient;
  readonly view: Pick<ClusterView, 'snapshot' | 'history'>;
  /** The consumer groups of the gateway. */
  readonly groups: readonly string[];
  readonly logger: Logger;
  readonly answerWithinMs?: number;
}

/**
 * What operators see of the cluster, and do with it. Every promise rejects with UNAVAILABLE without an answer in time.
 */
export interface ClusterOperations {
  snapshot(): ClusterSnapshot | undefined;
  history(group: string): readonly GroupSample[];
  /** Undefined when there is no such partition. Throws OVERLOADED when too many wait for their turn. */
  records(request: BrowseRequest): Promise<TopicRecords | undefined>;
  /** Logs who has reset what. */
  reset(reset: OffsetReset & { readonly by: string }): Promise<ResetResult>;
  stop(): Promise<void>;
}

const ANSWER_WITHIN_MS = 5_000;
/** One reading may hold a batch of megabytes for each partition, so there is one at a time. */
const MOST_WAITING = 4;

/** The topics of the gateway, without prefix, and what each is for. */
export function shownTopics(groups: readonly string[]): ReadonlyMap<string, TopicPurpose> {
  return new Map<string, TopicPurpose>([
    ...Object.values(TOPICS).map(({ name }) => [name, 'events'] as const),
    [RUNNING_ANALYTICS.name, 'figures'],
    ...groups.flatMap((group) => [
      [deadLetterTopic(group).name, 'dead_letters'] as const,
      [redriveTopic(group).name, 'redrive'] as const,
    ]),
  ]);
}

/** See ClusterOperations. Connects at the first use. */
export function createClusterOperations(config: ClusterOperationsConfig): ClusterOperations {
  const { client, view, groups, logger, answerWithinMs = ANSWER_WITHIN_MS } = config;
  const topics = shownTopics(groups);
  const browsable = [...topics].filter(([, purpose]) => purpose === 'events' || purpose === 'redrive');
  const browser = createRecordBrowser(
    client,
    browsable.map(([name]) => name),
    logger,
  );
  const ended = new AbortController();
  const inTurn = createOneAtATime(MOST_WAITING);

  const limits = {
    ms: answerWithinMs,
    ended: ended.signal,
    unavailable: () => new DomainError('UNAVAILABLE', 'The Kafka cluster does not answer at the moment.'),
  };

  return {
    snapshot: () => view.snapshot(),
    history: (group) => view.history(group),

    records: (request) => inTurn(() => answerWithin(limits, (signal) => browser.browse(request, signal))),

    async reset({ by, ...reset }) {
      const result = await answerWithin(limits, () => resetOffsets(client, [...topics.keys()], reset));
      if (!reset.dryRun && result.done)
        logger.warn(
          { group: reset.group, by, target: { ...reset.target, offset: undefined }, changes: result.changes },
          'The offsets of a consumer group were reset',
        );
      return result;
    },

    async stop() {
      ended.abort();
      await browser.stop();
    },
  };
}
