import { figure, lines, quantile, rate, rates, type DashboardDescription } from './panels.js';

/** Events on their way: the outbox, the relay, consumer groups, dead letters and parked events. */
export const EVENTS_DASHBOARD: DashboardDescription = {
  uid: 'gateway-events',
  title: 'Events',
  description: 'Events from the outbox to the consumer groups. Gauges of shared state are the same in every gateway.',
  rows: [
    {
      title: 'Overview',
      panels: [
        figure('Outbox', 'Events that are appended and not sent', 'short', 'max(gateway_outbox_depth)'),
        figure('Oldest event', 'Age of the oldest one that is not sent', 's', 'max(gateway_outbox_oldest_seconds)', {
          from: 30,
        }),
        figure('Parked', 'Events that cannot be published', 'short', 'max(gateway_outbox_parked)', { from: 1 }),
        figure('Dead letters', 'Of all groups', 'short', 'sum(max by (group) (gateway_dead_letters))', { from: 1 }),
        figure('Longest lag', 'Of the group that is furthest behind', 's', 'max(gateway_consumer_lag_seconds)', {
          from: 60,
        }),
        figure('Published', 'Events for each second', 'ops', `sum(${rate('gateway_outbox_sent_total')})`),
      ],
    },
    {
      title: 'Outbox and relay',
      panels: [
        lines(
          'Depth and parked events',
          'Also while publishing fails',
          'short',
          ['max(gateway_outbox_depth)', 'not sent'],
          ['max(gateway_outbox_parked)', 'parked'],
        ),
        lines('Age of the oldest event', 'That is not sent', 's', ['max(gateway_outbox_oldest_seconds)', 'age']),
        lines('Relay', 'Events published by each gateway', 'ops', [
          rates('gateway_outbox_sent_total', 'instance'),
          '{{instance}}',
        ]),
        lines(
          'Time to Kafka',
          'From an event to the acknowledgement of Kafka',
          's',
          [quantile(0.5, 'gateway_outbox_delay_seconds'), 'p50'],
          [quantile(0.99, 'gateway_outbox_delay_seconds'), 'p99'],
        ),
        lines('Rounds of the relay that failed', 'By gateway', 'ops', [
          rates('gateway_outbox_failures_total', 'instance'),
          '{{instance}}',
        ]),
        lines('Shards led', 'Each shard of the outbox is published by one gateway', 'short', [
          'sum by (instance) (gateway_outbox_shards_led)',
          '{{instance}}',
        ]),
      ],
    },
    {
      title: 'Consumer groups',
      panels: [
        lines('Lag in records', 'Records that a group has not read', 'short', [
          'sum by (consumergroup, topic) (max by (consumergroup, topic, partition) (kafka_consumergroup_lag))',
          '{{consumergroup}} {{topic}}',
        ]),
        lines('Lag in seconds', 'Age of the oldest record that a group has not read', 's', [
          'max by (group, topic) (gateway_consumer_lag_seconds)',
          '{{group}} {{topic}}',
        ]),
        lines('Time to data loss', 'Until retention may delete a record. No line for a group that has read all', 's', [
          'min by (group, topic) (gateway_consumer_seconds_to_data_loss)',
          '{{group}} {{topic}}',
        ]),
        lines('Records', 'By outcome', 'ops', [
          rates('gateway_consumer_records_total', 'group', 'outcome'),
          '{{group}} {{outcome}}',
        ]),
        lines('Time until an event is applied, p95', 'From the event', 's', [
          quantile(0.95, 'gateway_consumer_delay_seconds', 'group'),
          '{{group}}',
        ]),
        lines('Time to apply a record, p95', 'By group', 's', [
          quantile(0.95, 'gateway_consumer_handle_seconds', 'group'),
          '{{group}}',
        ]),
        lines('Rebalances', 'Joins of consumers in the last hour', 'short', [
          'sum by (group) (increase(gateway_consumer_rebalances_total[1h]))',
          '{{group}}',
        ]),
        lines('Open dead letters', 'By group', 'short', ['max by (group) (gateway_dead_letters)', '{{group}}']),
        lines('Dead letters by cause', 'New ones, and redriven ones that failed again', 'ops', [
          rates('gateway_consumer_dead_letters_total', 'group', 'cause'),
          '{{group}} {{cause}}',
        ]),
      ],
    },
    {
      title: 'Event stream',
      panels: [
        lines('Followers', 'Of subscriptions and streams', 'short', [
          'sum by (instance) (gateway_stream_followers)',
          '{{instance}}',
        ]),
        lines('Time to the gateway, p95', 'From an event to its arrival', 's', [
          quantile(0.95, 'gateway_stream_delay_seconds', 'instance'),
          '{{instance}}',
        ]),
        lines('View of the cluster', 'Time since a gateway last read each part of it', 's', [
          'min by (part) (gateway_cluster_watch_age_seconds)',
          '{{part}}',
        ]),
      ],
    },
  ],
};
