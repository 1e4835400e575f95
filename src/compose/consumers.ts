import path from 'node:path';
import type { Environment } from '../config/environment.js';
import { READ_MODELS, type ReadModel } from '../domain/read-models/model-generations.js';
import { systemClock } from '../kernel/clock.js';
import { unreachable } from '../kernel/errors.js';
import type { EventAttributes } from '../contracts/event-attributes.js';
import { createAnalyticsConsumer } from '../events/groups/analytics/analytics-consumer.js';
import { createEventLogConsumer } from '../events/groups/event-log/event-log-consumer.js';
import { createMailSender, type MailSender } from '../events/groups/notifications/mail-sender.js';
import { createNotificationsConsumer } from '../events/groups/notifications/notifications-consumer.js';
import { createSeatInventoryConsumer } from '../events/groups/seat-inventory/seat-inventory-consumer.js';
import type { ConsumerDefinition } from '../events/kafka/kafka-port.js';
import type { Logger } from '../ops/logger.js';
import { createLocalMailbox } from '../adapters/mail/local-mailbox.js';
import { createSmtpMailer } from '../adapters/mail/smtp-mailer.js';
import { createEventLogStore } from '../stores/mongo/event-log-store.js';
import type { Mongo } from '../stores/mongo/mongo-connection.js';
import { isMongoOutage } from '../stores/mongo/outage.js';
import { createSeatInventoryStore } from '../stores/mongo/seat-inventory-store.js';
import { createSurveyActivityStore } from '../stores/mongo/survey-activity-store.js';
import { isPostgresOutage } from '../stores/postgres/outage.js';
import type { PostgresStores } from './stores.js';

const SENDER = 'Gateway Box Office <box-office@localhost>';

/** Sends mail by SMTP when a server is configured, and into a folder otherwise. */
export function composeMailSender(
  { smtpUrl, stateDir }: Environment,
  { messages }: PostgresStores,
  logger: Logger,
): MailSender {
  const mailer =
    smtpUrl === undefined
      ? createLocalMailbox({ folder: path.join(stateDir, 'mailbox'), from: SENDER })
      : createSmtpMailer({ url: smtpUrl, from: SENDER });
  return createMailSender({ messages, mailer, clock: systemClock, logger });
}

const isTransient = (error: unknown) => isPostgresOutage(error) || isMongoOutage(error);

/** The consumer group of a read model. It writes the written generations, or the one given alone. */
export function composeModelConsumer(
  model: ReadModel,
  mongo: Mongo,
  at: { readonly generation?: number } = {},
): ConsumerDefinition<EventAttributes> {
  switch (model) {
    case 'event-log':
      return createEventLogConsumer({ log: createEventLogStore(mongo, { clock: systemClock, ...at }), isTransient });
    case 'seat-inventory':
      return createSeatInventoryConsumer({ inventory: createSeatInventoryStore(mongo, at), isTransient });
    case 'analytics': {
      const activity = createSurveyActivityStore(mongo, { clock: systemClock, ...at });
      return createAnalyticsConsumer({ activity, isTransient });
    }
    default:
      return unreachable(model);
  }
}

/** Every consumer group of the gateway. */
export function composeConsumers(
  { messages }: PostgresStores,
  mongo: Mongo,
  mailSender: MailSender,
): readonly ConsumerDefinition<EventAttributes>[] {
  return [
    ...READ_MODELS.map((model) => composeModelConsumer(model, mongo)),
    createNotificationsConsumer({ messages, clock: systemClock, onQueued: () => mailSender.wake(), isTransient }),
  ];
}
