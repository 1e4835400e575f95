import { figure, lines, quantileOf, rates, type DashboardDescription } from './panels.js';

const REST = 'operation=~"(?i).*(hold|booking|seat).*"';
const GRAPHQL = 'operation=~"(?i).*(hold|book|seat).*"';
const REFUSALS = 'code=~"SEAT_TAKEN|HOLD_EXPIRED|PAYMENT_DECLINED"';

/** Holding, booking and paying, and the guard that no seat is sold twice. */
export const BOOKINGS_DASHBOARD: DashboardDescription = {
  uid: 'gateway-bookings',
  title: 'Bookings',
  description: 'Holds and bookings, and the audit of seats that are sold more than once.',
  rows: [
    {
      title: 'Oversell guard',
      panels: [
        figure('Oversold seats', 'It must be 0', 'short', 'max(gateway_oversold_seats)', { from: 1 }),
        figure(
          'Last audit',
          'Time since seats were last counted',
          's',
          'time() - max(gateway_oversell_checked_timestamp_seconds)',
          { from: 300 },
        ),
        lines('Oversold seats', 'Of current and future shows', 'short', ['max(gateway_oversold_seats)', 'seats']),
      ],
    },
    {
      title: 'Operations',
      panels: [
        lines('REST', 'Operations of holds, bookings and seats, by status', 'reqps', [
          rates(`gateway_rest_requests_total{${REST}}`, 'operation', 'status'),
          '{{operation}} {{status}}',
        ]),
        lines('GraphQL', 'Operations whose names say so, by outcome', 'ops', [
          rates(`gateway_graphql_operations_total{${GRAPHQL}}`, 'operation', 'outcome'),
          '{{operation}} {{outcome}}',
        ]),
        lines('Refusals', 'Of GraphQL: seats that are taken, holds that expired, declined payments', 'ops', [
          rates(`gateway_graphql_errors_total{${REFUSALS}}`, 'code'),
          '{{code}}',
        ]),
        lines('Time in REST, p95', 'By operation', 's', [
          quantileOf(0.95, 'gateway_rest_seconds', `{${REST}}`, 'operation'),
          '{{operation}}',
        ]),
        lines('Seat inventory and notifications', 'Records that the groups have applied', 'ops', [
          rates('gateway_consumer_records_total{group=~"seat-inventory|notifications"}', 'group', 'outcome'),
          '{{group}} {{outcome}}',
        ]),
        lines('Events of bookings', 'Records of the topic', 'ops', [
          'sum by (topic) (max by (topic, partition) (rate(kafka_topic_partition_current_offset{topic=~".*booking-events"}[$__rate_interval])))',
          '{{topic}}',
        ]),
      ],
    },
  ],
};
