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
    usage: ['GROUP'],
    positionals: [{ name: 'GROUP', help: 'the consumer group', choices: GROUPS, required: true }],
    servers: ['kafkaBrokers'],
    file: 'dist/src/cli/redrive.js',
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
