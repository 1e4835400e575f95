import type { GatewayEvent } from '../../contracts/gateway-event.js';

/** The log as its one writer sees it. */
export interface EventLogWriter {
  /**
   * Logs the events and counts them in the hourly activity, both or neither; resolves when a majority has them, to how many
   * were not in the log yet. An event whose id is in the log changes nothing, so events may come again and in any order.
   */
  append(events: readonly GatewayEvent[]): Promise<number>;
}
