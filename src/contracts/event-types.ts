import { z } from 'zod';
import type { TopicKey } from './topics.js';

/**
 * Every event type and the shape of its data. A published version is frozen: optional fields may be added. Any other
 * change is a new version beside the old one. The committed JSON schemas in schemas/ are the check.
 */
const id = z.uuid();
const instant = z.iso.datetime();
const seatLabel = z.string().min(1).max(16);
const responseStatus = z.enum(['completed', 'partial', 'disqualified', 'overquota']);
/** In the minor unit of ISO 4217, unless `decimals` says otherwise. Only shows with older prices have `decimals`. */
const money = z.object({
  amountMinor: z.int(),
  currency: z.string().length(3),
  decimals: z.int().min(0).max(4).optional(),
});

interface EventDefinition {
  readonly topic: TopicKey;
  /** The kind of the aggregate that `aggregateId` names. */
  readonly aggregate: 'Survey' | 'SurveyResponse' | 'Show' | 'Booking';
  readonly data: z.ZodObject;
}

export const EVENT_TYPES = {
  'gateway.survey.created.v1': {
    topic: 'surveys',
    aggregate: 'Survey',
    data: z.object({ surveyId: id, title: z.string(), language: z.string() }),
  },
  'gateway.survey.updated.v1': {
    topic: 'surveys',
    aggregate: 'Survey',
    data: z.object({ surveyId: id, version: z.int(), changed: z.array(z.string()) }),
  },
  'gateway.survey.opened.v1': {
    topic: 'surveys',
    aggregate: 'Survey',
    data: z.object({ surveyId: id, version: z.int(), questionCount: z.int() }),
  },
  'gateway.survey.closed.v1': {
    topic: 'surveys',
    aggregate: 'Survey',
    data: z.object({ surveyId: id, version: z.int() }),
  },
  'gateway.survey.deleted.v1': { topic: 'surveys', aggregate: 'Survey', data: z.object({ surveyId: id }) },
  'gateway.response.started.v1': {
    topic: 'surveys',
    aggregate: 'SurveyResponse',
    data: z.object({ responseId: id, surveyId: id, collectorId: id }),
  },
  'gateway.response.submitted.v1': {
    topic: 'surveys',
    aggregate: 'SurveyResponse',
    data: z.object({
      responseId: id,
      surveyId: id,
      collectorId: id,
      status: responseStatus,
      startedAt: instant,
      submittedAt: instant,
      answeredQuestions: z.int(),
      /** The options chosen in single and multiple choice questions. Analytics counts them. */
      choices: z.array(z.object({ questionId: id, optionId: id })),
      /** The questions that were answered, of every family. Older events have none of this field and the two below. */
      answered: z.array(id).optional(),
      /** The cells chosen in matrix questions. */
      cells: z.array(z.object({ questionId: id, rowId: id, optionId: id })).optional(),
      /** The numbers given to numeric questions. */
      numbers: z.array(z.object({ questionId: id, number: z.number() })).optional(),
    }),
  },
  'gateway.show.scheduled.v1': {
    topic: 'bookings',
    aggregate: 'Show',
    data: z.object({ showId: id, movieId: id, screenId: id, startsAt: instant, seatLabels: z.array(seatLabel) }),
  },
  'gateway.show.cancelled.v1': { topic: 'bookings', aggregate: 'Show', data: z.object({ showId: id }) },
  'gateway.show.seats-changed.v1': {
    topic: 'bookings',
    aggregate: 'Show',
    data: z.object({
      showId: id,
      /** Goes up by one with each change of the show's seat map. */
      seatMapVersion: z.int(),
      cause: z.enum(['held', 'released', 'expired', 'sold', 'refunded']),
      holdId: id.optional(),
      bookingId: id.optional(),
      seats: z.array(z.object({ label: seatLabel, status: z.enum(['available', 'held', 'sold']) })).min(1),
    }),
  },
  'gateway.booking.created.v1': {
    topic: 'bookings',
    aggregate: 'Booking',
    data: z.object({ bookingId: id, showId: id, holdId: id, seats: z.array(seatLabel).min(1), total: money }),
  },
  'gateway.booking.confirmed.v1': {
    topic: 'bookings',
    aggregate: 'Booking',
    data: z.object({
      bookingId: id,
      showId: id,
      paymentId: id,
      seats: z.array(seatLabel).min(1),
      total: money,
      email: z.email(),
      movieTitle: z.string(),
      venueName: z.string(),
      screenName: z.string(),
      startsAt: instant,
      /** The IANA time zone of the venue. Older events do not have it. */
      timeZone: z.string().optional(),
    }),
  },
  'gateway.booking.payment-failed.v1': {
    topic: 'bookings',
    aggregate: 'Booking',
    /** `paymentId` names the declined payment. It is absent when the booking expired without a payment. */
    data: z.object({ bookingId: id, showId: id, paymentId: id.optional(), reason: z.enum(['declined', 'expired']) }),
  },
  'gateway.booking.cancelled.v1': {
    topic: 'bookings',
    aggregate: 'Booking',
    data: z.object({
      bookingId: id,
      showId: id,
      seats: z.array(seatLabel),
      email: z.email(),
      reason: z.enum(['customer', 'staff', 'show_cancelled', 'seats_lost']),
    }),
  },
  'gateway.booking.refunded.v1': {
    topic: 'bookings',
    aggregate: 'Booking',
    data: z.object({ bookingId: id, showId: id, paymentId: id, amount: money, email: z.email() }),
  },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENT_TYPES;
export type EventData<T extends EventType = EventType> = z.infer<(typeof EVENT_TYPES)[T]['data']>;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as EventType[];

/** Whether `name` is an event type of this gateway. */
export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_TYPES, name);
}
