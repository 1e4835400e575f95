import type { Viewer } from '../../kernel/viewer.js';
import type { GatewayServices } from '../../domain/services.js';
import type { MemoryLease } from '../../ops/load/memory-budget.js';
import { AnswerMeter, type AnswerLimits } from './answer-meter.js';
import { createBookingLoaders, type BookingLoaders } from './booking-loaders.js';
import { createSurveyLoaders, type SurveyLoaders } from './survey-loaders.js';

/**
 * What the resolvers of one operation share, or of one event of a subscription. Loaders live as long as it does: nothing that was
 * read for one viewer reaches another, and each event sees what is there by then.
 */
export interface GraphQLContext {
  readonly viewer: Viewer;
  readonly services: GatewayServices;
  readonly surveys: SurveyLoaders;
  readonly bookings: BookingLoaders;
  readonly meter: AnswerMeter;
  /** By whom and how the operation is admitted: the port's own concern. */
  readonly lease: MemoryLease | undefined;
}

/** A fresh context for `viewer`. Its loaders are made when they are first used: thousands of subscriptions wait without any. */
export function createGraphQLContext(services: GatewayServices, viewer: Viewer, limits: AnswerLimits, lease?: MemoryLease): GraphQLContext {
  let surveys: SurveyLoaders | undefined;
  let bookings: BookingLoaders | undefined;
  return {
    viewer,
    services,
    lease,
    meter: new AnswerMeter(limits, lease),
    get surveys() {
      return (surveys ??= createSurveyLoaders(services, viewer));
    },
    get bookings() {
      return (bookings ??= createBookingLoaders(services.catalogue, services.bookings, viewer));
    },
  };
}
