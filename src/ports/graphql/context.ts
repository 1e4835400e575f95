import type { Viewer } from '../../kernel/viewer.js';
import type { GatewayServices } from '../../domain/services.js';
import type { MemoryLease } from '../../ops/load/memory-budget.js';
import { AnswerMeter, type AnswerLimits } from './answer-meter.js';
import { createBookingLoaders, type BookingLoaders } from './booking-loaders.js';
import type { Explanation } from './planned/explanation.js';
import { createSurveyLoaders, type SurveyLoaders } from './survey-loaders.js';

/**
 * The context of the resolvers of one operation, or of one event of a subscription. Loaders have the same lifetime. So
 * data that was read for one viewer never reaches another, and each event sees current data.
 */
export interface GraphQLContext {
  readonly viewer: Viewer;
  readonly services: GatewayServices;
  readonly surveys: SurveyLoaders;
  readonly bookings: BookingLoaders;
  readonly meter: AnswerMeter;
  /** The memory lease of the operation, which only the port uses. */
  readonly lease: MemoryLease | undefined;
  /** Records how each field was answered, if the client has requested it. */
  readonly explanation?: Explanation | undefined;
}

/**
 * A fresh context for `viewer`. Its loaders and its meter are made when they are first used: thousands of subscriptions
 * wait without any.
 */
export function createGraphQLContext(
  services: GatewayServices,
  viewer: Viewer,
  limits: AnswerLimits,
  lease?: MemoryLease,
): GraphQLContext {
  return new LazyContext(services, viewer, limits, lease);
}

class LazyContext implements GraphQLContext {
  private ownSurveys: SurveyLoaders | undefined;
  private ownBookings: BookingLoaders | undefined;
  private ownMeter: AnswerMeter | undefined;

  constructor(
    readonly services: GatewayServices,
    readonly viewer: Viewer,
    private readonly limits: AnswerLimits,
    readonly lease: MemoryLease | undefined,
  ) {}

  get surveys(): SurveyLoaders {
    return (this.ownSurveys ??= createSurveyLoaders(this.services, this.viewer));
  }

  get bookings(): BookingLoaders {
    return (this.ownBookings ??= createBookingLoaders(this.services, this.viewer));
  }

  get meter(): AnswerMeter {
    return (this.ownMeter ??= new AnswerMeter(this.limits, this.lease));
  }
}
