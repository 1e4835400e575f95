import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric of the gateway and the registry that exposes them. */
export type Metrics = ReturnType<typeof createMetrics>;

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, so that several gateways can live in one process (tests). */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    http: {
      requests: new Counter({
        name: 'gateway_http_requests_total',
        help: 'Requests by port and status; aborted: the client disconnected before the response',
        labelNames: ['port', 'status'] as const,
        registers,
      }),
      requestBytes: new Counter({
        name: 'gateway_http_request_bytes_total',
        help: 'Bytes read from clients, headers included',
        labelNames: ['port'] as const,
        registers,
      }),
      responseBytes: new Counter({
        name: 'gateway_http_response_bytes_total',
        help: 'Bytes written to clients, headers included',
        labelNames: ['port'] as const,
        registers,
      }),
      sqlStatements: new Counter({
        name: 'gateway_http_sql_statements_total',
        help: 'SQL statements executed for requests',
        labelNames: ['port'] as const,
        registers,
      }),
      mongoCommands: new Counter({
        name: 'gateway_http_mongo_commands_total',
        help: 'MongoDB commands executed for requests',
        labelNames: ['port'] as const,
        registers,
      }),
      seconds: new Histogram({
        name: 'gateway_http_seconds',
        help: 'Time from a request until its response is ready to send',
        labelNames: ['port'] as const,
        buckets: FAST,
        registers,
      }),
    },
    outbox: {
      depth: new Gauge({ name: 'gateway_outbox_depth', help: 'Events appended and not yet sent', registers }),
      oldestSeconds: new Gauge({
        name: 'gateway_outbox_oldest_seconds',
        help: 'Age of the oldest event not yet sent',
        registers,
      }),
      shardsLed: new Gauge({
        name: 'gateway_outbox_shards_led',
        help: 'Outbox shards that the relay of this process publishes',
        registers,
      }),
      sent: new Counter({ name: 'gateway_outbox_sent_total', help: 'Events published and marked as sent', registers }),
      parkedNow: new Gauge({
        name: 'gateway_outbox_parked',
        help: 'Events that cannot be published and wait for a redrive',
        registers,
      }),
      parked: new Counter({
        name: 'gateway_outbox_parked_total',
        help: 'Events taken out of the outbox because they cannot be published, by cause',
        labelNames: ['cause'] as const,
        registers,
      }),
      pruned: new Counter({
        name: 'gateway_outbox_pruned_total',
        help: 'Sent events deleted from the outbox',
        registers,
      }),
      failures: new Counter({
        name: 'gateway_outbox_failures_total',
        help: 'Rounds of the relay that failed',
        registers,
      }),
      delaySeconds: new Histogram({
        name: 'gateway_outbox_delay_seconds',
        help: 'Time from an event to its acknowledgement by Kafka',
        buckets: FAST,
        registers,
      }),
    },
    consumers: {
      records: new Counter({
        name: 'gateway_consumer_records_total',
        help: 'Records settled, by outcome: applied, dead_lettered or (when no dead letter can be written) not_kept',
        labelNames: ['group', 'outcome'] as const,
        registers,
      }),
      deadLetters: new Counter({
        name: 'gateway_consumer_dead_letters_total',
        help: 'Records that could not be applied, by cause; redriven ones that fail again count again',
        labelNames: ['group', 'cause'] as const,
        registers,
      }),
      retries: new Counter({
        name: 'gateway_consumer_retries_total',
        help: 'Failed attempts to apply a record',
        labelNames: ['group', 'kind'] as const,
        registers,
      }),
      restarts: new Counter({
        name: 'gateway_consumer_restarts_total',
        help: 'Consumers replaced, by cause',
        labelNames: ['group', 'cause'] as const,
        registers,
      }),
      lag: new Gauge({
        name: 'gateway_consumer_lag',
        help: 'Records between the committed offsets and the end of the log',
        labelNames: ['group', 'topic'] as const,
        registers,
      }),
      lost: new Counter({
        name: 'gateway_consumer_lost_records_total',
        help: 'Records that retention deleted before the group had read them',
        labelNames: ['group'] as const,
        registers,
      }),
      handleSeconds: new Histogram({
        name: 'gateway_consumer_handle_seconds',
        help: 'Time to apply one record',
        labelNames: ['group'] as const,
        buckets: FAST,
        registers,
      }),
      delaySeconds: new Histogram({
        name: 'gateway_consumer_delay_seconds',
        help: 'Time from an event until it is applied',
        labelNames: ['group'] as const,
        buckets: FAST,
        registers,
      }),
    },
    subscriptions: {
      open: new Gauge({ name: 'gateway_subscriptions_open', help: 'Open subscriptions of GraphQL', registers }),
      answers: new Counter({
        name: 'gateway_subscription_answers_total',
        help: 'Executions of events for subscriptions. One is shared by all subscriptions whose answer is the same',
        registers,
      }),
      messages: new Counter({
        name: 'gateway_subscription_messages_total',
        help: 'Answers to events, as sent to each subscription',
        registers,
      }),
    },
    stream: {
      followers: new Gauge({ name: 'gateway_stream_followers', help: 'Followers of the event stream', registers }),
      catchUps: new Counter({
        name: 'gateway_stream_catch_ups_total',
        help: 'Number of times that a follower read missed records from the log',
        registers,
      }),
      unreadable: new Counter({
        name: 'gateway_stream_unreadable_total',
        help: 'Records skipped because they are not events of this gateway',
        registers,
      }),
      reconnects: new Counter({
        name: 'gateway_stream_reconnects_total',
        help: 'Number of times that the reader of the log was restarted',
        registers,
      }),
      delaySeconds: new Histogram({
        name: 'gateway_stream_delay_seconds',
        help: 'Time from an event to its arrival at this process',
        buckets: FAST,
        registers,
      }),
    },
  };
}
