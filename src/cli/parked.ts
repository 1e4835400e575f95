/** `npm run parked`: lists the events that could not be published, or has them tried once more. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment, type Environment } from '../config/environment.js';
import { PARK_CAUSES, type ParkCause } from '../events/contracts/refusal.js';
import type { ParkedEvent, ParkedFilter } from '../events/outbox/parked-events.js';
import { runningPostgres } from '../stack/postgres/postgres-address.js';
import { createDatabase } from '../stores/postgres/database.js';
import { isPostgresOutage } from '../stores/postgres/outage.js';
import { createParkedEvents } from '../stores/postgres/outbox/parked-events.js';
import { runCommand } from './run-command.js';

const CAUSES = Object.keys(PARK_CAUSES) as [ParkCause, ...ParkCause[]];

const USAGE = `Usage: npm run parked -- [--redrive [--dry-run]] [--event ID] [--cause CAUSE] [--tenant NAME] [--limit 100] [--json]

Lists the parked events: those that cannot be published, with their cause, the oldest first.

  --redrive      puts them back into the outbox, where the running gateway tries them once more
  --dry-run      with --redrive: says how many it would put back, and changes nothing
  --event ID     only the event with this id
  --cause CAUSE  only those parked for it:
${CAUSES.map((cause) => `                   ${cause.padEnd(14)} ${PARK_CAUSES[cause]}`).join('\n')}
  --tenant NAME  only those of this tenant
  --limit N      lists at most N (100)
  --json         lists one JSON object a line
  --help         prints this

The database is DATABASE_URL, or that of the gateway that runs in this checkout.`;

const options = z.object({
  redrive: z.boolean().default(false),
  'dry-run': z.boolean().default(false),
  event: z.uuid('is not the id of an event').optional(),
  cause: z.enum(CAUSES, `must be one of ${CAUSES.join(', ')}`).optional(),
  tenant: z.string().min(1, 'must not be empty').optional(),
  limit: z.coerce.number('must be a number').int('must be a whole number').min(1, 'must be 1 or more').max(100_000, 'must be 100000 or less').default(100),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      redrive: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' },
      event: { type: 'string' }, cause: { type: 'string' }, tenant: { type: 'string' }, limit: { type: 'string' },
    },
  });
  const parsed = options.safeParse(values);
  if (!parsed.success) throw new ConfigurationError(`${parsed.error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`).join('\n')}\n\n${USAGE}`);
  const { redrive, 'dry-run': dryRun, limit, json, help, event, cause, tenant } = parsed.data;
  if (help) return console.log(USAGE);
  if (dryRun && !redrive) throw new ConfigurationError(`--dry-run goes with --redrive.\n\n${USAGE}`);
  const filter: ParkedFilter = { ...(event !== undefined && { eventId: event }), ...(cause !== undefined && { cause }), ...(tenant !== undefined && { tenant }) };

  const database = createDatabase(databaseUrlOf(readEnvironment(path.resolve(import.meta.dirname, '../..'))), 1);
  const parked = createParkedEvents(database);
  try {
    if (!redrive) list(await parked.list(filter, limit), await parked.count(filter), json);
    else if (dryRun) console.log(`${events(await parked.count(filter))} would be put back into the outbox.`);
    else console.log(`${events(await parked.redrive(filter))} put back into the outbox.`);
  } catch (error) {
    throw isPostgresOutage(error) ? new ConfigurationError(`The database does not answer (${(error as Error).message}). Is the gateway running?`) : error;
  } finally {
    await database.stop();
  }
});

function list(found: readonly ParkedEvent[], total: number, json: boolean): void {
  if (json) return found.forEach((event) => console.log(JSON.stringify({ ...event, seq: event.seq.toString() })));
  if (total === 0) return console.log('No parked events.');
  for (const { parkedAt, cause, type, eventId, aggregateId, tenant, reason } of found)
    console.log(`${parkedAt.toISOString()}  ${cause}  ${type}\n  event ${eventId}, aggregate ${aggregateId}, tenant ${tenant}\n  ${reason}`);
  console.log(found.length < total ? `${found.length} of ${total} parked events; --limit shows more.` : `${events(total)} parked.`);
}

function events(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}

function databaseUrlOf({ databaseUrl, stateDir }: Environment): string {
  const url = databaseUrl ?? runningPostgres(stateDir);
  if (url === undefined) throw new ConfigurationError('There is no database: start the gateway, or set DATABASE_URL.');
  return url;
}
