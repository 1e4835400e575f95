import { readAttributes, withData } from '../../../contracts/cloud-event.js';
import { isEventType } from '../../../contracts/event-types.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import { RUNNING_ANALYTICS } from '../../../contracts/running-analytics.js';
import { runningChangesOf } from '../../../domain/read-models/running-changes-of.js';
import type { TransformDefinition } from '../../transform/delivery.js';

/** Turns the events of responses and bookings into changes of running figures, keyed by survey or show. */
export const runningAnalytics: TransformDefinition = {
  group: 'running-analytics',
  inputs: ['surveys', 'bookings'],
  output: RUNNING_ANALYTICS,
  transform(record) {
    const attributes = readAttributes(record);
    // A newer gateway's type has no figure here.
    if (!isEventType(attributes.type)) return [];
    const changes = runningChangesOf(withData(attributes, record) as AnyGatewayEvent);
    return changes.map((change) => ({ key: change.subjectId, value: JSON.stringify(change) }));
  },
};
