import { figure, lines, quantile, rate, rates, type DashboardDescription } from './panels.js';

const PORTS = 'port=~"graphql|rest"';

/** What clients see of the gateway, and what its process and its stores take for it. */
export const GATEWAY_DASHBOARD: DashboardDescription = {
  uid: 'gateway',
  title: 'Gateway',
  description: 'Requests by operation, statements, connections, the event loop and memory.',
  rows: [
    {
      title: 'Overview',
      panels: [
        figure('Gateways up', 'Gateways that Prometheus reads', 'short', 'sum(up{job="gateway"})', { below: 1 }),
        figure('Requests', 'Of GraphQL and REST', 'reqps', `sum(${rate(`gateway_http_requests_total{${PORTS}}`)})`),
        figure(
          'Failed requests',
          'Share of the last 5 minutes. The objective is 0.1 %',
          'percentunit',
          'gateway:failed_requests:ratio_rate5m',
          { from: 0.001 },
        ),
        figure(
          'Slow requests',
          'Share above half a second, of the last 5 minutes. The objective is 1 %',
          'percentunit',
          'gateway:slow_requests:ratio_rate5m',
          { from: 0.01 },
        ),
        figure('Memory', 'The largest resident set of a gateway', 'bytes', 'max(gateway_memory_bytes{kind="rss"})'),
        figure('Subscriptions', 'Open subscriptions of GraphQL', 'short', 'sum(gateway_subscriptions_open)'),
      ],
    },
    {
      title: 'HTTP',
      panels: [
        lines('Requests by status', 'Of each port', 'reqps', [
          rates('gateway_http_requests_total', 'port', 'status'),
          '{{port}} {{status}}',
        ]),
        lines(
          'Time to the response',
          'Until the response is ready to send',
          's',
          [quantile(0.5, 'gateway_http_seconds', 'port'), '{{port}} p50'],
          [quantile(0.99, 'gateway_http_seconds', 'port'), '{{port}} p99'],
        ),
        lines(
          'Bytes',
          'Read from clients and written to them, headers included',
          'binBps',
          [rates('gateway_http_request_bytes_total', 'port'), '{{port}} in'],
          [rates('gateway_http_response_bytes_total', 'port'), '{{port}} out'],
        ),
      ],
    },
    {
      title: 'GraphQL',
      panels: [
        lines('Operations', 'By the name that clients give them', 'ops', [
          rates('gateway_graphql_operations_total', 'operation'),
          '{{operation}}',
        ]),
        lines('Operations by executor and outcome', 'A plan is one SQL statement', 'ops', [
          rates('gateway_graphql_operations_total', 'executor', 'outcome'),
          '{{executor}} {{outcome}}',
        ]),
        lines('Time of operations, p95', 'By the name that clients give them', 's', [
          quantile(0.95, 'gateway_graphql_seconds', 'operation'),
          '{{operation}}',
        ]),
        lines('Errors by code', 'Also of operations that were refused before their execution', 'ops', [
          rates('gateway_graphql_errors_total', 'code'),
          '{{code}}',
        ]),
        lines('Errors by field', 'Fields of the schema', 'ops', [
          rates('gateway_graphql_field_errors_total', 'field', 'code'),
          '{{field}} {{code}}',
        ]),
        lines(
          'Subscriptions',
          'An execution is shared by all subscriptions whose answer is the same',
          'ops',
          [`sum(${rate('gateway_subscription_answers_total')})`, 'executions'],
          [`sum(${rate('gateway_subscription_messages_total')})`, 'messages'],
        ),
      ],
    },
    {
      title: 'REST',
      panels: [
        lines('Requests', 'By operation', 'reqps', [
          rates('gateway_rest_requests_total', 'operation'),
          '{{operation}}',
        ]),
        lines('Requests by executor and status', 'A plan is one SQL statement', 'reqps', [
          rates('gateway_rest_requests_total', 'executor', 'status'),
          '{{executor}} {{status}}',
        ]),
        lines('Time of requests, p95', 'By operation, without event streams', 's', [
          quantile(0.95, 'gateway_rest_seconds', 'operation'),
          '{{operation}}',
        ]),
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        lines('Statements', 'The ten most frequent, by their name in the code', 'ops', [
          `topk(10, ${rates('gateway_sql_seconds_count', 'statement')})`,
          '{{statement}}',
        ]),
        lines('Time of statements, p95', 'By their name in the code', 's', [
          quantile(0.95, 'gateway_sql_seconds', 'statement'),
          '{{statement}}',
        ]),
        lines('Connections', 'Of the pool; waiting: callers without one; shared: beside the pool', 'short', [
          'sum by (instance, state) (gateway_sql_pool_connections)',
          '{{instance}} {{state}}',
        ]),
      ],
    },
    {
      title: 'MongoDB',
      panels: [
        lines('Commands', 'By name', 'ops', [rates('gateway_mongo_seconds_count', 'command'), '{{command}}']),
        lines('Time of commands, p95', 'By name', 's', [
          quantile(0.95, 'gateway_mongo_seconds', 'command'),
          '{{command}}',
        ]),
        lines('Connections', 'Of the pool', 'short', [
          'sum by (instance, state) (gateway_mongo_pool_connections)',
          '{{instance}} {{state}}',
        ]),
      ],
    },
    {
      title: 'Process',
      panels: [
        lines('Delay of the event loop', 'Since the last scrape; quantile 1 is the longest', 's', [
          'max by (instance, quantile) (gateway_event_loop_delay_seconds)',
          '{{instance}} {{quantile}}',
        ]),
        lines(
          'Memory',
          'Beside the largest size of the heap',
          'bytes',
          ['max by (instance, kind) (gateway_memory_bytes)', '{{instance}} {{kind}}'],
          ['max by (instance, kind) (gateway_memory_bound_bytes)', '{{instance}} {{kind}} at most'],
        ),
        lines(
          'Memory budget of requests',
          'What requests hold, and what they may hold together',
          'bytes',
          ['sum by (instance) (gateway_memory_budget_used_bytes)', '{{instance}} held'],
          ['sum by (instance) (gateway_memory_budget_bytes)', '{{instance}} at most'],
        ),
      ],
    },
  ],
};
