/**
 * The npm commands and what each takes on its command line. Plain JavaScript without dependencies: it is read before
 * anything is installed. command-line.mjs checks a command line against an entry; unit tests compare the lists here
 * with the code that they are of.
 */

/**
 * One option or one argument. At most one of `choices`, `integer`, `above` and `pattern` says which values are right; a
 * `file` must exist.
 * @typedef {object} Value
 * @property {string} help What it means, for people.
 * @property {string} [value] What its value is called in the help. An option without is a switch.
 * @property {readonly string[]} [choices]
 * @property {readonly [number, number]} [integer] The smallest and the largest.
 * @property {readonly [number, number]} [number] Above the first, at most the second.
 * @property {readonly [RegExp, string]} [pattern] And what it must be, in words.
 * @property {boolean} [file]
 * @property {boolean} [required]
 * @property {string} [default]
 * @property {string} [short]
 * @property {boolean} [multiple]
 */

/**
 * @typedef {object} CommandDescription
 * @property {string} run What a person types.
 * @property {string} about One sentence.
 * @property {readonly string[]} usage What follows `run --`, one way a line.
 * @property {Readonly<Record<string, Value>>} options
 * @property {readonly (Value & { readonly name: string })[]} positionals
 * @property {string} file The program, below the checkout; none for what bootstrap.mjs does itself.
 * @property {readonly string[]} [scripts] Instead of a program: the npm scripts that it runs, one after the other, without setting up anything.
 * @property {(values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>, positionals: readonly string[]) => string | undefined} [check] The problem of options that do not go together.
 */

const QUICK = { help: 'a run of a few seconds, which only shows that the benchmark works' };
const TENANT = {
  value: 'NAME',
  help: 'the tenant',
  pattern: [/^[\w.:@-]{1,100}$/, 'at most 100 letters, digits and . : @ - _'],
  default: 'demo',
};
const ROLES = ['owner', 'staff', 'data'];
const TASKS = [
  'survey-tree',
  'survey-tree-expand',
  'survey-list-counts',
  'seat-map',
  'mobile-over-fetch',
  'mobile-sparse-fields',
  'exists',
  'book-seats',
  'submit-response',
  'cached-re-read',
  'one-thing',
  'poll-or-subscribe',
  'sse-or-subscribe',
];
const NETWORKS = ['none', 'same city', 'other continent', '4G', 'slow 3G'];
const MAX_REPETITIONS = 50;
const CAUSES = ['TOO_LARGE', 'UNKNOWN_TYPE', 'INVALID_EVENT', 'NO_SUCH_TOPIC', 'REJECTED'];
const GROUPS = ['event-log', 'seat-inventory', 'notifications', 'analytics'];
const TAGS = [
  'Bookings',
  'Catalogue',
  'Collectors',
  'Events',
  'Insights',
  'Questions',
  'Responses',
  'Service',
  'Shows',
  'Surveys',
];

/** @type {(description: Partial<CommandDescription> & Pick<CommandDescription, 'run' | 'about'>) => CommandDescription} */
const command = (description) => ({ usage: [''], options: {}, positionals: [], file: '', ...description });

/** By the name that package.json passes to bootstrap.mjs. */
export const COMMANDS = {
  start: command({
    run: 'npm start',
    about: 'Installs what is missing, starts the servers and the gateway, and restarts a gateway that dies.',
    file: 'dist/cli/start.js',
  }),
  dev: command({
    run: 'npm run dev',
    about:
      'Starts the same as npm start, and restarts the gateway after each save in src/, schema.graphql or package.json. The servers keep running.',
    file: 'dist/cli/dev.js',
  }),
  check: command({
    run: 'npm run check',
    about: 'Runs the checks: format, spelling, types, lint, import rules, drift of generated code and contracts.',
  }),
  test: command({
    run: 'npm test',
    about:
      'Runs the checks and all tests, or the tests in the files that match a pattern. It accepts the options of jest.',
    usage: ['[PATTERN ...] [options]'],
    options: {
      selectProjects: { value: 'NAME', help: 'unit or servers', choices: ['unit', 'servers'], multiple: true },
      testPathPatterns: { value: 'PATTERN', help: 'only the files that match', multiple: true },
      testNamePattern: { value: 'PATTERN', help: 'only the tests whose name matches', short: 't' },
      maxWorkers: {
        value: 'N',
        help: 'the number of test files to run at once',
        pattern: [/^[1-9]\d*%?$/, 'a number or a percentage'],
      },
      runInBand: { help: 'run one test file after the other', short: 'i' },
      bail: { help: 'stop at the first test file that fails' },
      verbose: { help: 'print the name of every test' },
    },
    positionals: [{ name: 'PATTERN', help: 'only the files that match', multiple: true }],
  }),
  build: command({
    run: 'npm run build',
    about: 'Generates code, compiles and builds the page of the lab.',
    scripts: ['generate', 'compile', 'build:page'],
  }),
  generate: command({
    run: 'npm run generate',
    about: 'Generates the Prisma client and the types of the resolvers.',
    scripts: ['generate:prisma', 'generate:graphql'],
  }),
  'check-types': command({
    run: 'npm run check:types',
    about: 'Checks the types of the gateway, of the tests and of the page of the lab.',
    scripts: ['check:types:gateway', 'check:types:page'],
  }),
  screenshots: command({ run: 'npm run screenshots', about: 'Takes the screenshots in docs/screenshots again.' }),
  contracts: command({
    run: 'npm run contracts',
    about:
      'Writes the event schemas and the OpenAPI and AsyncAPI documents. It refuses changes that would break clients.',
    usage: ['[--check]'],
    options: { check: { help: 'write nothing, and fail if a file would change' } },
    file: 'dist/cli/contracts.js',
  }),
  redrive: command({
    run: 'npm run redrive',
    about: 'Sends the dead letters of a consumer group to it again. The running gateways apply them.',
    usage: ['GROUP'],
    positionals: [{ name: 'GROUP', help: 'the consumer group', choices: GROUPS, required: true }],
    file: 'dist/cli/redrive.js',
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
    file: 'dist/cli/parked.js',
  }),
  'stack-reset': command({
    run: 'npm run stack:reset',
    about:
      'Deletes all data of the embedded servers, the mailbox and the secrets of this checkout. Downloads stay, unless --all is given.',
    usage: ['[--yes] [--all]'],
    options: {
      yes: { help: 'do not ask for confirmation; required without a terminal', short: 'y' },
      all: { help: 'delete the downloaded servers too' },
    },
    file: 'dist/cli/stack-reset.js',
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
    file: 'dist/cli/migration-create.js',
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
    file: 'dist/cli/token.js',
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
    file: 'dist/cli/import.js',
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
    file: 'dist/cli/codebook.js',
  }),
  'soak-import': command({
    run: 'npm run soak:import',
    about: 'Imports many responses into a separate database and reports time and memory.',
    usage: ['[ROWS]'],
    positionals: [{ name: 'ROWS', help: 'the number of responses; 100000 by default', integer: [1, 10_000_000] }],
    file: 'test/soak/import-100k.mjs',
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
    file: 'dist/cli/subscribe.js',
  }),
  'bench-reads': command({
    run: 'npm run bench:reads',
    about: "Compares the gateway's reads with hand-written endpoints, and prints JSON.",
    usage: ['[--quick]'],
    options: { quick: QUICK },
    file: 'dist/cli/bench-reads.js',
  }),
  abuse: command({
    run: 'npm run test:abuse',
    about:
      'Starts a separate gateway on this machine, attacks it with the most expensive known requests, and prints JSON.',
    usage: ['[--seconds N] [--only NAME,NAME]'],
    options: {
      seconds: { value: 'N', help: 'the duration of each attack', integer: [1, 120], default: '8' },
      only: { value: 'NAMES', help: 'only these attacks, separated by commas; an unknown name lists all' },
    },
    file: 'dist/cli/abuse.js',
  }),
  'bench-events': command({
    run: 'npm run bench:events',
    about: 'Measures how long an event takes to reach a subscriber, and prints JSON.',
    usage: ['[--quick]'],
    options: { quick: QUICK },
    file: 'dist/cli/bench-events.js',
  }),
  lab: command({
    run: 'npm run lab',
    about: 'Runs the same tasks over REST and GraphQL and measures both. Without --url, it starts separate servers.',
    usage: [
      '[--url http://localhost:4000 [--token JWT]] [--task ID] [--repetitions N] [--network NAME] [--json FILE]',
      '--write-docs',
    ],
    options: {
      url: { value: 'URL', help: 'the gateway', pattern: [/^https?:\/\/[^\s/]+/, 'an http:// or https:// URL'] },
      token: { value: 'JWT', help: 'send requests with this token' },
      task: { value: 'ID', help: 'only this task', choices: TASKS },
      repetitions: {
        value: 'N',
        help: 'the repetitions of each task on each side',
        integer: [1, MAX_REPETITIONS],
        default: '10',
      },
      network: { value: 'NAME', help: 'the network to simulate', choices: NETWORKS, default: 'none' },
      json: { value: 'FILE', help: 'also write the report to this file' },
      'write-docs': { help: 'measure over several networks, also compare the stores, and write docs/trade-offs.md' },
    },
    check: ({ url, token, task, 'write-docs': writeDocs }) => {
      if (writeDocs && (url ?? task) !== undefined)
        return '--write-docs measures every task on separate servers: leave out --url and --task.';
      return token !== undefined && url === undefined ? '--token needs --url.' : undefined;
    },
    file: 'dist/cli/lab.js',
  }),
  'lab-stores': command({
    run: 'npm run lab:stores',
    about: 'Runs the same tasks on PostgreSQL and the MongoDB-protocol server, and prints JSON.',
    usage: ['[--quick] [--markdown]'],
    options: { quick: QUICK, markdown: { help: 'print the section of docs/trade-offs.md instead' } },
    file: 'dist/cli/lab-stores.js',
  }),
  schemathesis: command({
    run: 'npm run test:schemathesis',
    about: 'Starts separate servers and sends thousands of requests, generated from the OpenAPI document, to REST v1.',
    usage: ['[--cases N | --quick] [--tag NAME] [--seed N]'],
    options: {
      cases: { value: 'N', help: 'the number of cases for each tag; 2000 by default', integer: [1, 1_000_000] },
      quick: { help: '50 cases' },
      tag: { value: 'NAME', help: 'only the operations with this tag', choices: TAGS },
      seed: { value: 'N', help: 'repeat the run with this seed', integer: [0, Number.MAX_SAFE_INTEGER] },
    },
    check: ({ cases, quick }) =>
      quick && cases !== undefined ? '--quick runs 50 cases: leave out --cases.' : undefined,
    file: 'dist/cli/schemathesis.js',
  }),
  'test-plans': command({
    run: 'npm run test:plans',
    about:
      'Makes operations from the GraphQL schema, runs each by plans and by the resolvers on the same data, and compares the responses.',
    usage: ['[--cases 10000] [--seed N]'],
    options: {
      cases: { value: 'N', help: 'the number of operations', integer: [1, 10_000_000], default: '10000' },
      seed: {
        value: 'N',
        help: 'the seed of the first operation; random by default. The seed of each further operation is one more',
        integer: [0, Number.MAX_SAFE_INTEGER],
      },
    },
    file: 'dist/cli/test-plans.js',
  }),
};
