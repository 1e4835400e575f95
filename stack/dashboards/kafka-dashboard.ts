import { figure, lines, rates, type DashboardDescription } from './panels.js';

const UNDER_REPLICATED = 'sum(kafka_server_replicamanager_underreplicatedpartitions)';

/** The cluster: metrics of the brokers (ops/kafka/jmx-rules.yml), and its topics with kafka_exporter's names. */
export const KAFKA_DASHBOARD: DashboardDescription = {
  uid: 'gateway-kafka',
  title: 'Kafka cluster',
  description: 'Brokers, copies of partitions, leaders, traffic and requests.',
  rows: [
    {
      title: 'Overview',
      panels: [
        figure('Brokers up', 'Brokers that Prometheus reads', 'short', 'sum(up{job="kafka"})', { below: 3 }),
        figure('Brokers in the cluster', 'As the gateways see it', 'short', 'max(kafka_brokers)', { below: 3 }),
        figure('Active controllers', 'Always one', 'short', 'sum(kafka_controller_activecontrollercount)', { from: 2 }),
        figure('Under-replicated', 'Partitions with fewer copies in sync', 'short', UNDER_REPLICATED, { from: 1 }),
        figure('Offline', 'Partitions without a leader', 'short', 'max(kafka_controller_offlinepartitionscount)', {
          from: 1,
        }),
        figure('Partitions', 'Of all topics', 'short', 'max(kafka_controller_globalpartitioncount)'),
      ],
    },
    {
      title: 'Copies and leaders',
      panels: [
        lines('Brokers', 'Each is 1 while Prometheus reads it', 'short', ['up{job="kafka"}', '{{instance}}']),
        lines(
          'Partitions with too few copies in sync',
          'Under-replicated, and below min.insync.replicas, where nothing is written',
          'short',
          [UNDER_REPLICATED, 'under-replicated'],
          ['sum(kafka_server_replicamanager_underminisrpartitioncount)', 'below the minimum'],
        ),
        lines('Fewest copies in sync', 'Of the partitions of a topic', 'short', [
          'min by (topic) (kafka_topic_partition_in_sync_replica)',
          '{{topic}}',
        ]),
        lines('Leaders', 'Partitions that each broker leads', 'short', [
          'sum by (instance) (kafka_server_replicamanager_leadercount)',
          '{{instance}}',
        ]),
        lines(
          'Changes of the copies in sync',
          'Shrinks and expansions',
          'ops',
          [rates('kafka_server_replicamanager_isrshrinks_total', 'instance'), '{{instance}} shrinks'],
          [rates('kafka_server_replicamanager_isrexpands_total', 'instance'), '{{instance}} expansions'],
        ),
        lines('Epoch of the controllers', 'It goes up with each election', 'short', [
          'max(kafka_raft_current_epoch)',
          'epoch',
        ]),
      ],
    },
    {
      title: 'Traffic',
      panels: [
        lines(
          'Bytes',
          'Of producers and of readers, copies between brokers excluded',
          'binBps',
          [rates('kafka_server_broker_bytesin_total', 'instance'), '{{instance}} in'],
          [rates('kafka_server_broker_bytesout_total', 'instance'), '{{instance}} out'],
        ),
        lines('Bytes in by topic', 'Of producers', 'binBps', [
          rates('kafka_server_topic_bytesin_total', 'topic'),
          '{{topic}}',
        ]),
        lines('Messages in by topic', 'Of producers', 'ops', [
          rates('kafka_server_topic_messagesin_total', 'topic'),
          '{{topic}}',
        ]),
        lines('Time of requests, p99', 'By kind', 'ms', [
          'max by (request) (kafka_network_request_total_time_ms{quantile="0.99"})',
          '{{request}}',
        ]),
        lines('Idle request handlers', 'Share of their time. A broker below 0.3 is busy', 'percentunit', [
          'min by (instance) (kafka_server_request_handler_idle_ratio)',
          '{{instance}}',
        ]),
        lines('Members of groups', 'As the gateways see them', 'short', [
          'max by (consumergroup) (kafka_consumergroup_members)',
          '{{consumergroup}}',
        ]),
      ],
    },
  ],
};
