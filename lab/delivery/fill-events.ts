import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { topicMessage } from '../../src/contracts/event-size.js';
import { gatewayEvent } from '../../src/contracts/gateway-event.js';

const BATCH = 500;
const SURVEYS = 20;

/** Makes events of submitted responses to a few surveys, as gateways publish them. */
export function submittedResponses(count: number) {
  const surveys = Array.from({ length: SURVEYS }, () => randomUUID());
  const now = new Date();
  return Array.from({ length: count }, (_, index) => {
    const responseId = randomUUID();
    return topicMessage(
      gatewayEvent(
        'gateway.response.submitted.v1',
        responseId,
        {
          responseId,
          surveyId: surveys[index % SURVEYS] ?? responseId,
          collectorId: randomUUID(),
          status: 'completed',
          startedAt: now.toISOString(),
          submittedAt: now.toISOString(),
          answeredQuestions: 3,
          choices: [],
        },
        { tenant: 'delivery', actor: 'bench', now },
      ),
    );
  });
}

/** Writes them to the topic, spread over its partitions. */
export async function writeEvents(
  client: Kafka,
  topic: string,
  events: ReturnType<typeof submittedResponses>,
): Promise<void> {
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (let index = 0; index < events.length; index += BATCH)
      await producer.send({
        topic,
        acks: -1,
        messages: events.slice(index, index + BATCH).map(({ key, value, headers }) => ({ key, value, headers })),
      });
  } finally {
    await producer.disconnect();
  }
}
