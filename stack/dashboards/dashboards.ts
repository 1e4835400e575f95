import { BOOKINGS_DASHBOARD } from './bookings-dashboard.js';
import { EVENTS_DASHBOARD } from './events-dashboard.js';
import { GATEWAY_DASHBOARD } from './gateway-dashboard.js';
import { KAFKA_DASHBOARD } from './kafka-dashboard.js';
import { dashboardOf } from './panels.js';

/** The folder of the dashboards, below the checkout. Grafana of docker-compose.yml reads it. */
export const DASHBOARDS_FOLDER = 'ops/grafana/dashboards';

/** The files of the dashboards, each with its content. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      'gateway.json': GATEWAY_DASHBOARD,
      'events.json': EVENTS_DASHBOARD,
      'kafka.json': KAFKA_DASHBOARD,
      'bookings.json': BOOKINGS_DASHBOARD,
    }).map(([file, description]) => [file, `${JSON.stringify(dashboardOf(description), null, 2)}\n`]),
  );
}
