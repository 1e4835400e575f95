import type { Booking } from '../../domain/bookings/booking.js';
import type { Movie, ShowTree, Venue } from '../../domain/bookings/catalogue.js';
import type { DeadLetter } from '../../domain/dead-letters/dead-letter-service.js';
import type { EventLogEntry } from '../../domain/event-log/event-log.js';
import type { ParkedEvent } from '../../domain/operations/parked-event-service.js';
import type { SurveyResponse } from '../../domain/surveys/response.js';
import type { SurveyTree } from '../../domain/surveys/survey.js';
import type { Connection } from './connection.js';

/** The model of each connection type. They have names because the type generator maps types by name. */
export type SurveyConnection = Connection<SurveyTree>;
export type SurveyResponseConnection = Connection<SurveyResponse>;
export type MovieConnection = Connection<Movie>;
export type VenueConnection = Connection<Venue>;
export type ShowConnection = Connection<ShowTree>;
export type BookingConnection = Connection<Booking>;
export type EventLogConnection = Connection<EventLogEntry>;
export type DeadLetterConnection = Connection<DeadLetter>;
export type ParkedEventConnection = Connection<ParkedEvent>;
