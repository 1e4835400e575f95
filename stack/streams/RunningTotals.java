import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The totals of the running figures, from the topics of events, exactly once: the changes are those of
 * src/domain/read-models/running-changes-of.ts. A record of the topic running-totals has the key
 * "TENANT SUBJECT MEASURE" and the total so far. More copies of the program share the work.
 *
 * <p>A relay may publish an event twice, which no transaction of Kafka notices. An event that was seen within the
 * retention of the topics is therefore left out. Copies have the key of their event, so one task sees both.
 */
public final class RunningTotals {
  private static final String SEEN = "seen-events";
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int PARTITIONS = 6;

  private RunningTotals() {}

  public static void main(String[] args) throws Exception {
    String prefix = setting("TOPIC_PREFIX", "");
    String brokers = setting("KAFKA_BROKERS", "127.0.0.1:9092");
    int replication = Integer.parseInt(setting("KAFKA_REPLICATION", "1"));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "running-totals");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, setting("STREAMS_STATE_DIR", "streams-state"));
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");

    List<String> inputs = List.of(prefix + "survey-events", prefix + "booking-events");
    requireTopics(brokers, inputs);
    String output = prefix + "running-totals";
    createTopic(brokers, new NewTopic(output, PARTITIONS, (short) replication));
    KafkaStreams streams = new KafkaStreams(topology(inputs, output).build(), properties);
    CountDownLatch ended = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) System.out.println("Adding up into " + output);
          if (now == KafkaStreams.State.ERROR) ended.countDown();
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
    streams.start();
    ended.await();
    System.exit(1);
  }

  private static StreamsBuilder topology(List<String> inputs, String output) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.windowStoreBuilder(
            Stores.persistentWindowStore(SEEN, RETENTION, Duration.ofMillis(1), false), Serdes.String(), Serdes.Long()));
    builder.stream(inputs, Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .process(Changes::new, SEEN)
        .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
        .reduce(
            Long::sum,
            Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("totals")
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.Long()))
        .toStream()
        .mapValues(total -> Long.toString(total))
        .to(output, Produced.with(Serdes.String(), Serdes.String()));
    return builder;
  }

  /** The changes that an event causes, as amounts by "TENANT SUBJECT MEASURE". A record that is no event has none. */
  private static final class Changes implements Processor<String, byte[], String, Long> {
    private final ObjectMapper json = new ObjectMapper();
    private ProcessorContext<String, Long> context;
    private WindowStore<String, Long> seen;

    @Override
    public void init(ProcessorContext<String, Long> given) {
      context = given;
      seen = given.getStateStore(SEEN);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Optional<String> type = header(record, "ce_type");
      Optional<String> id = header(record, "ce_id");
      Optional<String> tenant = header(record, "ce_tenant");
      if (type.isEmpty() || id.isEmpty() || tenant.isEmpty() || record.value() == null) return;
      Map<String, Long> changes = changesOf(type.get(), record.value());
      if (changes.isEmpty() || wasSeen(id.get(), record.timestamp())) return;
      changes.forEach(
          (figure, amount) -> context.forward(record.withKey(tenant.get() + " " + figure).withValue(amount)));
    }

    private boolean wasSeen(String id, long at) {
      long from = Math.max(0, at - RETENTION.toMillis());
      try (var found = seen.fetch(id, Instant.ofEpochMilli(from), Instant.ofEpochMilli(at + RETENTION.toMillis()))) {
        if (found.hasNext()) return true;
      }
      seen.put(id, at, at);
      return false;
    }

    private Map<String, Long> changesOf(String type, byte[] value) {
      JsonNode data;
      try {
        data = json.readTree(value);
      } catch (java.io.IOException error) {
        return Map.of();
      }
      switch (type) {
        case "gateway.response.submitted.v1":
          return Map.of(data.path("surveyId").asText() + " responses." + data.path("status").asText(), 1L);
        case "gateway.booking.confirmed.v1": {
          String show = data.path("showId").asText();
          JsonNode total = data.path("total");
          return Map.of(
              show + " bookings", 1L,
              show + " seats", (long) data.path("seats").size(),
              show + " revenue." + total.path("currency").asText(), total.path("amountMinor").asLong());
        }
        case "gateway.booking.refunded.v1": {
          JsonNode amount = data.path("amount");
          String figure = data.path("showId").asText() + " revenue." + amount.path("currency").asText();
          return Map.of(figure, -amount.path("amountMinor").asLong());
        }
        default:
          return Map.of();
      }
    }

    private static Optional<String> header(Record<?, ?> record, String name) {
      Header found = record.headers().lastHeader(name);
      return Optional.ofNullable(found).map(each -> new String(each.value(), StandardCharsets.UTF_8));
    }
  }

  /** The gateway creates the topics of events. Without them the program would fail later, and say less. */
  private static void requireTopics(String brokers, List<String> topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      if (admin.listTopics().names().get().containsAll(topics)) return;
    }
    System.err.println("The topics " + String.join(", ", topics) + " do not exist yet. Start the gateway once, then this.");
    System.exit(1);
  }

  private static void createTopic(String brokers, NewTopic topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException error) {
      if (!(error.getCause() instanceof TopicExistsException)) throw error;
    }
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}
