/** `npm run parked`: lists the events that could not be published, or has them tried once more. */
import type { ParkCause } from '../contracts/refusal.js';
import type { ParkedEvent, ParkedFilter } from '../domain/outbox/parked-events.js';
import { createParkedEvents } from '../stores/postgres/outbox/parked-events.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';
import { withDatabase } from './with-database.js';

interface Given {
  readonly redrive?: boolean;
  readonly 'dry-run'?: boolean;
  readonly json?: boolean;
  readonly event?: string;
  readonly cause?: ParkCause;
  readonly tenant?: string;
}

const { values } = commandLine(GATEWAY_COMMANDS.parked);
await runCommand(async () => {
  const { redrive = false, 'dry-run': dryRun = false, json = false, event, cause, tenant } = values as Given;
  const limit = Number(values.limit);
  const filter: ParkedFilter = {
    ...(event !== undefined && { eventId: event }),
    ...(cause !== undefined && { cause }),
    ...(tenant !== undefined && { tenant }),
  };

  await withDatabase(async (database) => {
    const parked = createParkedEvents(database);
    if (!redrive) list(await parked.list(filter, limit), await parked.count(filter), json);
    else if (dryRun) console.log(`${events(await parked.count(filter))} would be put back into the outbox.`);
    else console.log(`${events(await parked.redrive(filter))} put back into the outbox.`);
  });
});

function list(found: readonly ParkedEvent[], total: number, json: boolean): void {
  if (json) return found.forEach((event) => console.log(JSON.stringify({ ...event, seq: event.seq.toString() })));
  if (total === 0) return console.log('No parked events.');
  for (const { parkedAt, cause, type, eventId, aggregateId, tenant, reason } of found)
    console.log(
      `${parkedAt.toISOString()}  ${cause}  ${type}\n  event ${eventId}, aggregate ${aggregateId}, tenant ${tenant}\n  ${reason}`,
    );
  console.log(
    found.length < total
      ? `${found.length} of ${total} parked events. Set --limit to list more.`
      : `${events(total)} parked.`,
  );
}

function events(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}
