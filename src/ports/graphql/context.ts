import type { Viewer } from '../../kernel/viewer.js';
import { createBookingLoaders, type BookingLoaders } from './booking-loaders.js';
import type { GatewayServices } from '../../domain/services.js';
import { createSurveyLoaders, type SurveyLoaders } from './survey-loaders.js';

/** What the resolvers of one request share. Loaders live as long as the request: nothing read for one viewer reaches another. */
export interface GraphQLContext {
  readonly viewer: Viewer;
  readonly services: GatewayServices;
  readonly surveys: SurveyLoaders;
  readonly bookings: BookingLoaders;
  /** This context with loaders that have read nothing: for each event of a subscription. */
  renewed(): GraphQLContext;
}

/** A fresh context for `viewer`. */
export function createGraphQLContext(services: GatewayServices, viewer: Viewer): GraphQLContext {
  const freshLoaders = () => ({
    surveys: createSurveyLoaders(services, viewer),
    bookings: createBookingLoaders(services.catalogue, services.bookings, viewer),
  });
  const context = {
    viewer,
    services,
    ...freshLoaders(),
    // In place: the fields below the event are resolved with the very object the subscription began with.
    renewed: () => Object.assign(context, freshLoaders()),
  };
  return context;
}
