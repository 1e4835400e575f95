import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/*
 * All metrics of the gateway with their help texts. Labels are bounded: each value comes from this code, from the schema,
 * from the cluster within the bounds of src/events/watch, or from clients within the bound of
 * src/ports/graphql/operation-names.ts. Names are stable: rules in ops/prometheus and dashboards of others use them.
 */

/** Every metric of the gateway and the registry that exposes them. */
export type Metrics = ReturnType<typeof createMetrics>;

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** For histograms with one series for each operation or statement. */
const COARSE = [0.005, 0.025, 0.1, 0.5, 2.5];

/** Has `collect` bring the metric's values up to date whenever it is read. */
export function collectWith<Label extends string>(metric: Gauge<Label> | Counter<Label>, collect: () => void): void {
  // The library reads this property at each scrape. Its types have it only as a setting of the constructor.
  Object.assign(metric, { collect });
}

/** A registry of its own, so that several gateways can live in one process (tests). */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string = never>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string = never>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    ...labelNames: readonly Label[]
  ) => new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
  return {
    registry,
    http: {
      requests: counter(
        'gateway_http_requests_total',
        'Requests by port and status; aborted: the client disconnected before the response',
        'port',
        'status',
      ),
      requestBytes: counter('gateway_http_request_bytes_total', 'Bytes read from clients, headers included', 'port'),
      responseBytes: counter('gateway_http_response_bytes_total', 'Bytes written to clients, headers included', 'port'),
      sqlStatements: counter('gateway_http_sql_statements_total', 'SQL statements executed for requests', 'port'),
      mongoCommands: counter('gateway_http_mongo_commands_total', 'MongoDB commands executed for requests', 'port'),
      seconds: histogram(
        'gateway_http_seconds',
        'Time from a request until its response is ready to send',
        FAST,
        'port',
      ),
    },
    outbox: {
      depth: gauge('gateway_outbox_depth', 'Events appended and not yet sent'),
      oldestSeconds: gauge('gateway_outbox_oldest_seconds', 'Age of the oldest event not yet sent'),
      shardsLed: gauge('gateway_outbox_shards_led', 'Outbox shards that the relay of this process publishes'),
      sent: counter('gateway_outbox_sent_total', 'Events published and marked as sent'),
      parkedNow: gauge('gateway_outbox_parked', 'Events that cannot be published and wait for a redrive'),
      parked: counter(
        'gateway_outbox_parked_total',
        'Events taken out of the outbox because they cannot be published, by cause',
        'cause',
      ),
      pruned: counter('gateway_outbox_pruned_total', 'Sent events deleted from the outbox'),
      failures: counter('gateway_outbox_failures_total', 'Rounds of the relay that failed'),
      delaySeconds: histogram(
        'gateway_outbox_delay_seconds',
        'Time from an event to its acknowledgement by Kafka',
        FAST,
      ),
    },
    consumers: {
      rebalances: counter(
        'gateway_consumer_rebalances_total',
        'Number of times that a consumer of this process has joined its group, the first time included',
        'group',
      ),
      records: counter(
        'gateway_consumer_records_total',
        'Records settled, by outcome: applied, dead_lettered or (when no dead letter can be written) not_kept',
        'group',
        'outcome',
      ),
      deadLetters: counter(
        'gateway_consumer_dead_letters_total',
        'Records that could not be applied, by cause; redriven ones that fail again count again',
        'group',
        'cause',
      ),
      retries: counter('gateway_consumer_retries_total', 'Failed attempts to apply a record', 'group', 'kind'),
      restarts: counter('gateway_consumer_restarts_total', 'Consumers replaced, by cause', 'group', 'cause'),
      lag: gauge(
        'gateway_consumer_lag',
        'Records between the committed offsets and the end of the log',
        'group',
        'topic',
      ),
      lost: counter(
        'gateway_consumer_lost_records_total',
        'Records that retention deleted before the group had read them',
        'group',
      ),
      handleSeconds: histogram('gateway_consumer_handle_seconds', 'Time to apply one record', FAST, 'group'),
      delaySeconds: histogram(
        'gateway_consumer_delay_seconds',
        'Time from an event until it is applied',
        FAST,
        'group',
      ),
    },
    subscriptions: {
      open: gauge('gateway_subscriptions_open', 'Open subscriptions of GraphQL'),
      answers: counter(
        'gateway_subscription_answers_total',
        'Executions of events for subscriptions. One is shared by all subscriptions whose answer is the same',
      ),
      messages: counter('gateway_subscription_messages_total', 'Answers to events, as sent to each subscription'),
    },
    stream: {
      followers: gauge('gateway_stream_followers', 'Followers of the event stream'),
      catchUps: counter(
        'gateway_stream_catch_ups_total',
        'Number of times that a follower read missed records from the log',
      ),
      unreadable: counter(
        'gateway_stream_unreadable_total',
        'Records skipped because they are not events of this gateway',
      ),
      reconnects: counter(
        'gateway_stream_reconnects_total',
        'Number of times that the reader of the log was restarted',
      ),
      delaySeconds: histogram(
        'gateway_stream_delay_seconds',
        'Time from an event to its arrival at this process',
        FAST,
      ),
    },
    graphql: {
      operations: counter(
        'gateway_graphql_operations_total',
        'Executed operations of GraphQL, by name, by who executed them (plan or resolvers) and by outcome: ok; refused (an error that the client causes); failed (an error of the gateway)',
        'operation',
        'executor',
        'outcome',
      ),
      seconds: histogram('gateway_graphql_seconds', 'Time to execute an operation of GraphQL', COARSE, 'operation'),
      fieldErrors: counter(
        'gateway_graphql_field_errors_total',
        'Errors of fields of GraphQL, by field of the schema and error code',
        'field',
        'code',
      ),
      errors: counter(
        'gateway_graphql_errors_total',
        'Errors in answers of GraphQL, by code. This includes operations that were refused before their execution',
        'code',
      ),
    },
    rest: {
      requests: counter(
        'gateway_rest_requests_total',
        'Requests of REST by operation, by who answered them (plan or service) and by status',
        'operation',
        'executor',
        'status',
      ),
      seconds: histogram(
        'gateway_rest_seconds',
        'Time to answer a request of REST, without event streams',
        COARSE,
        'operation',
      ),
    },
    sql: {
      seconds: histogram(
        'gateway_sql_seconds',
        'Time of SQL statements, by the name that the code gives them. planned: plans and Prisma; unnamed: all others',
        COARSE,
        'statement',
      ),
      failures: counter('gateway_sql_failures_total', 'SQL statements that failed or were cancelled', 'statement'),
      pool: gauge(
        'gateway_sql_pool_connections',
        'Connections to PostgreSQL: open, idle, largest number; waiting: callers without one; shared: beside the pool',
        'state',
      ),
    },
    mongo: {
      seconds: histogram('gateway_mongo_seconds', 'Time of MongoDB commands', COARSE, 'command'),
      failures: counter('gateway_mongo_failures_total', 'MongoDB commands that failed', 'command'),
      pool: gauge(
        'gateway_mongo_pool_connections',
        'Connections to MongoDB: open, in use, and the largest number',
        'state',
      ),
    },
    bookings: {
      oversoldSeats: gauge(
        'gateway_oversold_seats',
        'Seats of current and future shows that more than one confirmed booking has, or that a confirmed booking has without the seat',
      ),
      oversellChecked: gauge(
        'gateway_oversell_checked_timestamp_seconds',
        'Time when gateway_oversold_seats was last counted; 0 before the first time',
      ),
    },
    cluster: {
      brokers: gauge('kafka_brokers', 'Brokers of the Kafka cluster'),
      currentOffset: gauge(
        'kafka_topic_partition_current_offset',
        'Offset after the newest record of a partition',
        'topic',
        'partition',
      ),
      oldestOffset: gauge(
        'kafka_topic_partition_oldest_offset',
        'Offset of the oldest record of a partition',
        'topic',
        'partition',
      ),
      inSyncReplica: gauge(
        'kafka_topic_partition_in_sync_replica',
        'In-sync replicas of a partition',
        'topic',
        'partition',
      ),
      leader: gauge(
        'kafka_topic_partition_leader',
        'Broker that leads a partition; -1 when no broker does',
        'topic',
        'partition',
      ),
      underReplicated: gauge(
        'kafka_topic_partition_under_replicated_partition',
        '1 when a partition has fewer in-sync replicas than replicas, otherwise 0',
        'topic',
        'partition',
      ),
      groupOffset: gauge(
        'kafka_consumergroup_current_offset',
        'Offset that a consumer group reads next in a partition',
        'consumergroup',
        'topic',
        'partition',
      ),
      groupLag: gauge(
        'kafka_consumergroup_lag',
        'Records of a partition that a consumer group has not read',
        'consumergroup',
        'topic',
        'partition',
      ),
      groupMembers: gauge('kafka_consumergroup_members', 'Members of a consumer group', 'consumergroup'),
      lagSeconds: gauge(
        'gateway_consumer_lag_seconds',
        'Age of the oldest record that a consumer group has not read; 0 when it has read all',
        'group',
        'topic',
      ),
      secondsToLoss: gauge(
        'gateway_consumer_seconds_to_data_loss',
        'Time until retention may delete a record that a consumer group has not read. No value when it has read all',
        'group',
        'topic',
      ),
      deadLetters: gauge(
        'gateway_dead_letters',
        "Records of a consumer group's dead-letter topic: open letters, and what was settled behind the oldest open one. 0 when none is open",
        'group',
      ),
      watchAge: gauge(
        'gateway_cluster_watch_age_seconds',
        'Time since the gateway last read this part of the cluster: topics, offsets or groups. The kafka_ metrics have this age',
        'part',
      ),
    },
    tracing: {
      spans: counter(
        'gateway_trace_spans_total',
        'Spans: recorded; exported to the receiver; failed (the receiver did not take them). Recorded spans that are neither were dropped from a full queue, or wait',
        'outcome',
      ),
    },
    process: {
      startTime: gauge('process_start_time_seconds', 'Time when this process was started'),
      eventLoopDelay: gauge(
        'gateway_event_loop_delay_seconds',
        'Delay of the event loop since the last scrape',
        'quantile',
      ),
      memory: gauge(
        'gateway_memory_bytes',
        'Memory of the process: resident set size, used JavaScript heap, and buffers outside the heap',
        'kind',
      ),
      memoryBound: gauge('gateway_memory_bound_bytes', 'Largest size of the JavaScript heap', 'kind'),
      budgetUsed: gauge('gateway_memory_budget_used_bytes', 'Bytes of the memory budget that requests hold'),
      budget: gauge('gateway_memory_budget_bytes', 'Bytes of memory that all requests together may hold'),
    },
  };
}
