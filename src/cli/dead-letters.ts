/** `npm run dead-letters`: lists the records that consumer groups could not apply, shows one, or redrives some. */
import { ConfigurationError } from '../config/configuration-error.js';
import type { DeadLetter, DeadLetterCause, DeadLetterContent, ShownBytes } from '../contracts/dead-letter.js';
import { deadLetterTopic } from '../contracts/topics.js';
import { createDeadLetters, type DeadLetters } from '../events/consume/dead-letters.js';
import { COMMAND_LIMITS } from '../events/consume/redrive-group.js';
import type { KafkaClient } from '../events/kafka/kafka-client.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { letters as lettersText, whyLeft } from './redrive-text.js';
import { runCommand } from './run-command.js';
import { withKafka } from './with-kafka.js';

interface Given {
  readonly group?: string;
  readonly cause?: DeadLetterCause;
  readonly tenant?: string;
  readonly limit?: string;
  readonly json?: boolean;
  readonly 'dry-run'?: boolean;
  readonly force?: boolean;
}

const {
  values,
  positionals: [what, ...ids],
} = commandLine(GATEWAY_COMMANDS['dead-letters']);
const given = values as Given;

await runCommand(() =>
  withKafka('dead-letters', async (client, logger) => {
    const groups = await groupsWithLetters(client, given.group);
    const deadLetters = createDeadLetters({ client, groups, logger, ...COMMAND_LIMITS });
    try {
      if (what === 'show') await show(deadLetters, ids[0] ?? '');
      else if (what === 'redrive') await redrive(deadLetters);
      else await list(deadLetters);
    } finally {
      await deadLetters.stop();
    }
  }),
);

/** The gateway's groups whose dead-letter topic exists. */
async function groupsWithLetters(client: KafkaClient, only: string | undefined): Promise<readonly string[]> {
  const topics = await client.ask((admin) => admin.listTopics());
  const known = GATEWAY_COMMANDS.redrive.positionals[0]?.choices ?? [];
  return known.filter(
    (group) => (only === undefined || group === only) && topics.includes(client.topicName(deadLetterTopic(group))),
  );
}

/** The letters of the filter, and whether there are more than one run reads. */
async function matching(deadLetters: DeadLetters) {
  const { letters, isPartial } = await deadLetters.open();
  const { cause, tenant } = given;
  const found = letters.filter(
    (letter) => (cause === undefined || letter.cause === cause) && (tenant === undefined || letter.tenant === tenant),
  );
  return { found, isPartial };
}

async function list(deadLetters: DeadLetters): Promise<void> {
  const { found, isPartial } = await matching(deadLetters);
  const listed = found.slice(0, Number(given.limit ?? 100));
  if (given.json === true) return listed.forEach((letter) => console.log(jsonOf(letter)));
  for (const letter of listed) console.log(summaryOf(letter));
  if (found.length === 0) console.log('No dead letters.');
  else if (listed.length < found.length)
    console.log(`${listed.length} of ${lettersText(found.length)}. Set --limit to list more.`);
  else console.log(`${lettersText(found.length)}.`);
  if (isPartial) console.log('There are more dead letters than one run reads: these are the oldest.');
}

async function show(deadLetters: DeadLetters, id: string): Promise<void> {
  const content = await deadLetters.content(id, () => true);
  if (content === undefined) throw new ConfigurationError(`There is no open dead letter ${id}.`);
  console.log(given.json === true ? jsonOf(content) : detailsOf(content));
}

async function redrive(deadLetters: DeadLetters): Promise<void> {
  const { force = false, 'dry-run': dryRun = false } = given;
  const wanted = ids.length > 0 ? ids : (await matching(deadLetters)).found.map(({ id }) => id);
  const results = await deadLetters.redrive([...new Set(wanted)], { force, dryRun }, () => true);
  for (const { id, outcome } of results) if (outcome !== 'redriven') console.log(`${id} stays: ${whyLeft(outcome)}.`);
  const redriven = results.filter(({ outcome }) => outcome === 'redriven').length;
  console.log(`${dryRun ? 'Would redrive' : 'Redrove'} ${lettersText(redriven)}.`);
  if (ids.length > 0 && redriven < results.length) process.exitCode = 1;
}

function summaryOf(letter: DeadLetter): string {
  const { failedAt, group, cause, eventType, id, topic, partition, offset, tenant, redrives, reason } = letter;
  return [
    `${failedAt.toISOString()}  ${group}  ${cause}  ${eventType ?? 'no event type'}`,
    `  letter ${id}`,
    `  ${topic}/${partition} offset ${offset}, tenant ${tenant ?? 'unknown'}, redriven ${redrives} times`,
    `  ${reason}`,
  ].join('\n');
}

function detailsOf({ letter, key, headers, body, isByReference, stack }: DeadLetterContent): string {
  return [
    summaryOf(letter),
    `  event ${letter.eventId ?? 'unknown'}, aggregate ${letter.aggregateId ?? 'unknown'}, attempts ${letter.attempts}`,
    `key: ${key === null ? 'none' : textOf(key)}`,
    ...headers.map((header) => `header ${header.name}: ${textOf(header)}`),
    isByReference
      ? `value: ${letter.bytes} bytes; it was too large for the dead letters, and a redrive reads it from its topic`
      : `value (${letter.bytes} bytes): ${body === null ? 'none' : textOf(body)}`,
    stack,
  ].join('\n');
}

function textOf({ text, isBase64, isClipped }: ShownBytes): string {
  return `${isBase64 ? 'base64 ' : ''}${text}${isClipped ? '... (clipped)' : ''}`;
}

function jsonOf(value: object): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field));
}
