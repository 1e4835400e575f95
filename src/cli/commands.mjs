/**
 * The commands of the gateway, by the names that package.json uses. Plain JavaScript: the table is read before anything
 * is installed. command-line.mjs checks a command line against an entry; unit tests compare the lists here with the
 * code.
 */
import { command } from './command-description.mjs';

const TENANT = {
  value: 'NAME',
  help: 'the tenant',
  pattern: [/^[\w.:@-]{1,100}$/, 'at most 100 letters, digits and . : @ - _'],
  default: 'demo',
};
const ROLES = ['owner', 'staff', 'data'];
const CAUSES = ['TOO_LARGE', 'UNKNOWN_TYPE', 'INVALID_EVENT', 'NO_SUCH_TOPIC', 'REJECTED'];
const LETTER_CAUSES = [
  'no_value',
  'not_an_event',
  'bad_json',
  'unknown_type',
  'unknown_version',
  'schema_violation',
  'too_large',
  'no_origin',
  'handler_failed',
];
const LETTER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8022-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FORCE = { help: 'also redrives letters that were redriven 3 times without success' };
const MODELS = ['event-log', 'seat-inventory', 'analytics'];
const GROUPS = ['event-log', 'seat-inventory', 'notifications', 'analytics'];

export const GATEWAY_COMMANDS = {
  contracts: command({
    run: 'npm run contracts',
    about:
      'Writes the event schemas and the OpenAPI and AsyncAPI documents. It refuses changes that would break clients.',
    usage: ['[--check]'],
    options: { check: { help: 'write nothing, and fail if a file would change' } },
    file: 'dist/src/cli/contracts.js',
  }),
  redrive: command({
    run: 'npm run redrive',
    about: 'Sends the dead letters of a consumer group to it again. The running gateways apply them.',
    usage: ['GROUP [--dry-run] [--force]'],
    options: { 'dry-run': { help: 'says what would be sent, and changes nothing' }, force: FORCE },
    positionals: [{ name: 'GROUP', help: 'the consumer group', choices: GROUPS, required: true }],
    servers: ['kafkaBrokers'],
    file: 'dist/src/cli/redrive.js',
  }),
  'dead-letters': command({
    run: 'npm run dead-letters',
    about: 'Lists the records that consumer groups could not apply, of all tenants, shows one, or redrives some.',
    usage: [
      'list [--group GROUP] [--cause CAUSE] [--tenant NAME] [--limit 100] [--json]',
      'show ID [--json]',
      'redrive ID ... [--dry-run] [--force]',
      'redrive --group GROUP [--cause CAUSE] [--tenant NAME] [--dry-run] [--force]',
    ],
    options: {
      group: { value: 'GROUP', help: 'only letters of this consumer group', choices: GROUPS },
      cause: { value: 'CAUSE', help: 'only letters with this cause', choices: LETTER_CAUSES },
      tenant: { ...TENANT, default: undefined, help: "only letters of this tenant's events" },
      limit: { value: 'N', help: 'the maximum number of letters to list; 100 by default', integer: [1, 100_000] },
      json: { help: 'prints one JSON object a line' },
      'dry-run': { help: 'with redrive: says what would become of each letter, and changes nothing' },
      force: FORCE,
    },
    positionals: [
      { name: 'list|show|redrive', help: 'what to do', choices: ['list', 'show', 'redrive'], required: true },
      {
        name: 'ID',
        help: 'the ID of a dead letter, as list prints it',
        pattern: [LETTER_ID, 'the ID of a dead letter'],
        multiple: true,
      },
    ],
    check({ group, cause, tenant, limit, json, 'dry-run': dryRun, force }, [what, ...ids]) {
      const filtered = group !== undefined || cause !== undefined || tenant !== undefined;
      if (what !== 'redrive' && (dryRun || force)) return '--dry-run and --force belong to redrive.';
      if (what !== 'list' && limit !== undefined) return '--limit belongs to list.';
      if (what === 'list') return ids.length > 0 ? 'list takes no ID.' : undefined;
      if (what === 'show') {
        if (ids.length !== 1) return 'show takes one ID.';
        return filtered ? 'show takes no filter.' : undefined;
      }
      if (json) return '--json belongs to list and show.';
      if (ids.length > 0) return filtered ? 'redrive takes IDs or a filter, not both.' : undefined;
      return group === undefined ? 'redrive needs an ID or --group GROUP.' : undefined;
    },
    servers: ['kafkaBrokers'],
    file: 'dist/src/cli/dead-letters.js',
  }),
  replay: command({
    run: 'npm run replay',
    about:
      'Rebuilds a read model from the log beside the live one, and swaps them. Reads and consumers go on. It takes about three minutes more than the log needs.',
    usage: ['MODEL [--from-offset 0|oldest | --since INSTANT] [--dry-run]', 'MODEL --hash'],
    options: {
      'from-offset': {
        value: 'OFFSET',
        help: 'where to begin; oldest accepts that the log has lost its beginning; 0 by default',
        choices: ['0', 'oldest'],
      },
      since: {
        value: 'INSTANT',
        help: 'begins with the first record since this instant: the rebuilt model has no earlier events',
      },
      'dry-run': { help: 'says how many records it would apply, and changes nothing' },
      hash: { help: 'prints a hash of the content of the live read model, and changes nothing' },
    },
    positionals: [{ name: 'MODEL', help: 'the read model', choices: MODELS, required: true }],
    check({ 'from-offset': offset, since, 'dry-run': dryRun, hash }) {
      if (offset !== undefined && since !== undefined) return '--from-offset and --since exclude each other.';
      return hash && (dryRun || offset !== undefined || since !== undefined)
        ? '--hash takes no other option.'
        : undefined;
    },
    servers: ['mongodbUrl', 'kafkaBrokers'],
    file: 'dist/src/cli/replay.js',
  }),
  parked: command({
    run: 'npm run parked',
    about: 'Lists the events that could not be published, oldest first, with their cause, or retries them.',
    usage: ['[--redrive [--dry-run]] [--event ID] [--cause CAUSE] [--tenant NAME] [--limit 100] [--json]'],
    options: {
      redrive: { help: 'puts the events back into the outbox, from which the running gateway publishes them' },
      'dry-run': { help: 'with --redrive: prints how many events it would put back, and changes nothing' },
      event: {
        value: 'ID',
        help: 'only the event with this ID',
        pattern: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the ID of an event'],
      },
      cause: { value: 'CAUSE', help: 'only events parked for this cause', choices: CAUSES },
      tenant: { ...TENANT, default: undefined, help: 'only events of this tenant' },
      limit: { value: 'N', help: 'the maximum number of events to list', integer: [1, 100_000], default: '100' },
      json: { help: 'prints one JSON object a line' },
    },
    check: ({ redrive, 'dry-run': dryRun }) => (dryRun && !redrive ? '--dry-run needs --redrive.' : undefined),
    servers: ['databaseUrl'],
    file: 'dist/src/cli/parked.js',
  }),
  'running-analytics': command({
    run: 'npm run running-analytics',
    about:
      'Turns the events of responses and bookings into changes of running figures, in the topic running-analytics, until it is stopped.',
    usage: ['[--delivery exactly-once|at-least-once]'],
    options: {
      delivery: {
        value: 'MODE',
        help: 'what is promised when the process dies',
        choices: ['exactly-once', 'at-least-once'],
        default: 'exactly-once',
      },
    },
    servers: ['kafkaBrokers'],
    file: 'dist/src/cli/running-analytics.js',
  }),
  operations: command({
    run: 'npm run operations',
    about:
      'Registers GraphQL documents, which clients then execute by their ID. It checks all of them against schema.graphql first. It lists or removes them, too.',
    usage: ['FILE ... [--dry-run] [--list]', '--remove ID ... [--dry-run]', '--list'],
    options: {
      list: { help: 'lists the registered operations, after any change' },
      remove: { help: 'removes the operations with these IDs. Running gateways refuse them within 5 seconds' },
      'dry-run': { help: 'says what would change, and changes nothing' },
    },
    positionals: [
      {
        name: 'FILE|ID',
        help: "the client preset's persisted-documents.json, Apollo's operation manifest, or a .graphql file with one document; with --remove: the ID of an operation",
        multiple: true,
      },
    ],
    check({ list, remove, 'dry-run': dryRun }, { length }) {
      if (remove) return length === 0 ? '--remove needs the ID of an operation.' : undefined;
      if (length > 0 || (list && !dryRun)) return undefined;
      return list ? '--dry-run needs a FILE.' : 'FILE is missing. Name a file, or use --list.';
    },
    servers: ['databaseUrl'],
    file: 'dist/src/cli/operations.js',
  }),
  'migration-create': command({
    run: 'npm run migration:create',
    about: 'Writes the migration from the newest migration to prisma/schema.prisma.',
    usage: ['NAME'],
    positionals: [
      {
        name: 'NAME',
        help: 'what the migration does',
        pattern: [/^[a-z0-9_]{1,100}$/, 'small letters, digits and _'],
        required: true,
      },
    ],
    servers: ['databaseUrl'],
    file: 'dist/src/cli/migration-create.js',
  }),
  token: command({
    run: 'npm run token',
    about: 'Prints a development token.',
    usage: ['--role owner|staff|data [--tenant demo] [--subject you] [--hours 12]'],
    options: {
      role: { value: 'ROLE', help: 'the role of the bearer', choices: ROLES, required: true },
      tenant: TENANT,
      subject: {
        value: 'NAME',
        help: 'the subject of the token; ROLE@TENANT by default',
        pattern: [/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'at most 200 characters'],
      },
      hours: { value: 'N', help: 'how long the token is valid, at most a year', number: [0, 24 * 365], default: '12' },
    },
    file: 'dist/src/cli/token.js',
  }),
  import: command({
    run: 'npm run import',
    about: 'Imports a survey with its responses, or a catalogue of movies. It can be repeated.',
    usage: ['survey FILE.csv --codebook FILE.json [--tenant demo] [--check]', 'movies FILE.json [--check]'],
    options: {
      check: { help: 'checks the file and writes nothing' },
      codebook: { value: 'FILE.json', help: 'the codebook of the survey (docs/codebook.md)', file: true },
      tenant: { ...TENANT, default: undefined, help: 'the tenant of the survey; demo by default' },
    },
    positionals: [
      { name: 'survey|movies', help: 'the kind of data in the file', choices: ['survey', 'movies'], required: true },
      { name: 'FILE', help: 'the data', file: true, required: true },
    ],
    check: ({ codebook, tenant }, [what]) => {
      if (what === 'survey' && codebook === undefined) return 'A survey needs --codebook FILE.json.';
      if (what === 'movies' && codebook !== undefined) return 'Movies have no --codebook: leave it out.';
      return what === 'movies' && tenant !== undefined
        ? 'Movies are the same for every tenant: leave out --tenant.'
        : undefined;
    },
    servers: ['databaseUrl'],
    file: 'dist/src/cli/import.js',
  }),
  codebook: command({
    run: 'npm run codebook',
    about:
      'Drafts a codebook for a CSV, also for a SurveyMonkey export. Complete it (docs/codebook.md), then use it with npm run import.',
    usage: ['FILE.csv [-o FILE.json] [--zone Europe/Berlin] [--encoding LABEL] [--key NAME]'],
    options: {
      output: {
        value: 'FILE.json',
        short: 'o',
        help: 'the file to write, which must not exist; the standard output by default',
      },
      zone: { value: 'ZONE', help: 'the IANA time zone of dates without a time zone' },
      encoding: { value: 'LABEL', help: "the file's encoding, such as windows-1252; UTF-8 and UTF-16 are detected" },
      key: {
        value: 'NAME',
        help: "the import's key; derived from the file's name by default",
        pattern: [/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and dashes'],
      },
    },
    positionals: [{ name: 'FILE.csv', help: 'the data', file: true, required: true }],
    file: 'dist/src/cli/codebook.js',
  }),
  subscribe: command({
    run: 'npm run subscribe',
    about: 'Prints the results of a subscription, one JSON object a line.',
    usage: [
      "[--role owner|staff|data] [--tenant demo] [--count N] [--url ws://localhost:4000/graphql] [--token JWT] 'subscription { ... }'",
    ],
    options: {
      role: { value: 'ROLE', help: 'subscribe as a member with this role; anonymously by default', choices: ROLES },
      tenant: TENANT,
      token: { value: 'JWT', help: 'subscribe with this token' },
      count: { value: 'N', help: 'end after this number of results', integer: [1, 1_000_000_000] },
      url: {
        value: 'URL',
        help: 'the endpoint; by default that of the gateway that runs in this checkout',
        pattern: [/^wss?:\/\/[^\s/]+/, 'a ws:// or wss:// URL'],
      },
    },
    positionals: [{ name: 'SUBSCRIPTION', help: 'the operation', required: true }],
    check: ({ token, role }) =>
      token !== undefined && role !== undefined ? '--token already has a role: leave out --role.' : undefined,
    file: 'dist/src/cli/subscribe.js',
  }),
};
