import { createPrometheusAlerts } from '../adapters/monitoring/prometheus-alerts.js';
import { createPrometheusLagHistory } from '../adapters/monitoring/prometheus-lag-history.js';
import { createPrometheusReader } from '../adapters/monitoring/prometheus-reader.js';
import { systemClock } from '../kernel/clock.js';
import type { Environment } from '../config/environment.js';
import { RUNNING_ANALYTICS } from '../contracts/running-analytics.js';
import { deadLetterTopic } from '../contracts/topics.js';
import type { LagHistory } from '../domain/operations/lag-history.js';
import type { AlertSource } from '../domain/operations/alert-source.js';
import type { ConsumerDefinition } from '../events/kafka/kafka-port.js';
import type { KafkaClient } from '../events/kafka/kafka-client.js';
import { createClusterGauges } from '../events/watch/cluster-gauges.js';
import { createClusterOperations, shownTopics } from '../events/watch/cluster-operations.js';
import { createClusterView } from '../events/watch/cluster-view.js';
import { createClusterWatch } from '../events/watch/cluster-watch.js';
import type { OperatorTenants } from '../kernel/operator.js';
import type { Logger } from '../ops/logger.js';
import type { Metrics } from '../ops/metrics.js';

interface OperationsConfig {
  readonly client: KafkaClient;
  readonly definitions: readonly Pick<ConsumerDefinition<never>, 'group' | 'topics'>[];
  readonly metrics: Metrics['cluster'];
  readonly logger: Logger;
}

/** The watch over the cluster, and what operators see of the cluster and do with it. */
export function composeOperations({ client, definitions, metrics, logger }: OperationsConfig) {
  const groups = definitions.map(({ group }) => group);
  const gauges = createClusterGauges({
    metrics,
    prefix: client.prefix,
    deadLetterTopics: new Map(groups.map((group) => [group, client.topicName(deadLetterTopic(group))])),
    now: Date.now,
  });
  const view = createClusterView({
    prefix: client.prefix,
    topics: shownTopics(groups),
    // The transformation runs beside the gateways.
    groups: [...groups, RUNNING_ANALYTICS.name],
    now: Date.now,
  });
  return {
    watch: createClusterWatch({ client, groups: definitions, sinks: [gauges, view], logger }),
    cluster: createClusterOperations({ client, view, groups, logger }),
  };
}

/** Without OPERATOR_TENANTS, everybody operates an installation for development, and nobody one in production. */
export function operatorsOf({ mode, operatorTenants }: Pick<Environment, 'mode' | 'operatorTenants'>): OperatorTenants {
  return operatorTenants ?? (mode === 'production' ? [] : 'every');
}

/** What a Prometheus knows, when the environment names one. */
export interface Monitoring {
  readonly alerts: AlertSource;
  readonly lagHistory: LagHistory;
}

/** See Monitoring. */
export function monitoringOf({
  prometheusUrl,
  topicPrefix,
}: Pick<Environment, 'prometheusUrl' | 'topicPrefix'>): Monitoring | undefined {
  if (prometheusUrl === undefined) return undefined;
  const prometheus = createPrometheusReader(prometheusUrl);
  return {
    alerts: createPrometheusAlerts(prometheus),
    lagHistory: createPrometheusLagHistory(prometheus, topicPrefix, () => systemClock.now()),
  };
}
