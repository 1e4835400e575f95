import type { ComponentType } from 'preact';
import type { Route } from '../state/route.js';
import { Alerts } from './alerts.js';
import { DeadLetters } from './dead-letters.js';
import { Groups } from './groups.js';
import { Journey } from './journey.js';
import { Overview } from './overview.js';
import { ParkedEvents } from './parked-events.js';
import { Schemas } from './schemas.js';
import { Shows } from './shows.js';
import { Surveys } from './surveys.js';
import { Topics } from './topics.js';

/** A page of the console. `parts` are those of the address behind its name. */
export interface ConsolePage {
  readonly name: string;
  readonly title: string;
  readonly View: ComponentType<{ readonly parts: Route }>;
}

const OVERVIEW: ConsolePage = { name: 'overview', title: 'Overview', View: Overview };

/** In the order of the navigation. */
export const PAGES: readonly ConsolePage[] = [
  OVERVIEW,
  { name: 'topics', title: 'Topics', View: Topics },
  { name: 'groups', title: 'Consumer groups', View: Groups },
  { name: 'dead-letters', title: 'Dead letters', View: DeadLetters },
  { name: 'parked', title: 'Outbox and parked events', View: ParkedEvents },
  { name: 'journey', title: 'Journey of an event', View: Journey },
  { name: 'alerts', title: 'Alerts', View: Alerts },
  { name: 'schemas', title: 'Schemas', View: Schemas },
  { name: 'shows', title: 'Shows, live', View: Shows },
  { name: 'surveys', title: 'Surveys, live', View: Surveys },
];

/** The page that the address names; the overview for every other address. */
export const pageOf = ([name]: Route): ConsolePage => PAGES.find((page) => page.name === name) ?? OVERVIEW;
