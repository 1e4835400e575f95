/** The commands of the lab, as src/cli/commands.mjs has those of the gateway. */
import { command } from '../src/cli/command-description.mjs';

const QUICK = { help: 'a run of a few seconds, which only shows that the benchmark works' };
const TASKS = [
  'survey-tree',
  'survey-tree-expand',
  'survey-list-counts',
  'seat-map',
  'seat-counts-postgresql',
  'seat-counts-mongodb',
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
const TAGS = [
  'Bookings',
  'Catalogue',
  'Collectors',
  'Events',
  'Insights',
  'Operations',
  'Questions',
  'Responses',
  'Service',
  'Shows',
  'Surveys',
];

export const LAB_COMMANDS = {
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
    file: 'dist/lab/cli/lab.js',
  }),
  'lab-stores': command({
    run: 'npm run lab:stores',
    about: 'Runs the same tasks on PostgreSQL and the MongoDB-protocol server, and prints JSON.',
    usage: ['[--quick] [--markdown]'],
    options: { quick: QUICK, markdown: { help: 'print the section of docs/trade-offs.md instead' } },
    file: 'dist/lab/cli/lab-stores.js',
  }),
  'bench-reads': command({
    run: 'npm run bench:reads',
    about: "Compares the gateway's reads with hand-written endpoints, and prints JSON.",
    usage: ['[--quick]'],
    options: { quick: QUICK },
    file: 'dist/lab/cli/bench-reads.js',
  }),
  'bench-peers': command({
    run: 'npm run bench:peers',
    about:
      "Compares the gateway's reads with hand-written endpoints and with other GraphQL servers, and prints JSON. It installs the packages of the other servers when they are missing.",
    usage: ['[--rounds N] [--seconds N] [--write-docs]', '--quick'],
    options: {
      rounds: { value: 'N', help: 'the number of rounds', integer: [1, 100], default: '5' },
      seconds: { value: 'N', help: 'the duration of each burst of requests', integer: [1, 60], default: '2' },
      quick: QUICK,
      'write-docs': { help: 'also write the tables in docs/benchmarks.md' },
    },
    check: ({ quick, 'write-docs': writeDocs }) =>
      quick && writeDocs ? '--quick measures nothing to write: leave out --write-docs.' : undefined,
    file: 'dist/lab/cli/bench-peers.js',
  }),
  'bench-metrics': command({
    run: 'npm run bench:metrics',
    about: 'Compares reads of a gateway with those of one whose metrics count nothing, and prints JSON.',
    usage: ['[--rounds N]', '--quick'],
    options: { rounds: { value: 'N', help: 'the number of rounds', integer: [1, 100], default: '9' }, quick: QUICK },
    file: 'dist/lab/cli/bench-metrics.js',
  }),
  'bench-writes': command({
    run: 'npm run bench:writes',
    about: "Compares the gateway's writes with hand-written transactions that do the same, and prints JSON.",
    usage: ['[--rounds N] [--writes N] [--write-docs]', '--quick'],
    options: {
      rounds: { value: 'N', help: 'the number of rounds', integer: [1, 100], default: '9' },
      writes: { value: 'N', help: 'the writes of each kind and side in a round', integer: [1, 100], default: '40' },
      quick: QUICK,
      'write-docs': { help: 'also write the table in docs/benchmarks.md' },
    },
    check: ({ quick, 'write-docs': writeDocs }) =>
      quick && writeDocs ? '--quick measures nothing to write: leave out --write-docs.' : undefined,
    file: 'dist/lab/cli/bench-writes.js',
  }),
  'bench-events': command({
    run: 'npm run bench:events',
    about: 'Measures how long an event takes to reach a subscriber, and prints JSON.',
    usage: ['[--quick]'],
    options: { quick: QUICK },
    file: 'dist/lab/cli/bench-events.js',
  }),
  'bench-relay': command({
    run: 'npm run bench:relay',
    about:
      'Appends a backlog of events and measures how many a second reach Kafka and the event log, with memory. Prints JSON.',
    usage: ['[--events N] [--sent N]', '--quick'],
    options: {
      events: { value: 'N', help: 'the size of the backlog', integer: [100, 1_000_000], default: '50000' },
      sent: {
        value: 'N',
        help: 'measures once more with so many sent events in the outbox',
        integer: [1_000, 5_000_000],
      },
      quick: QUICK,
    },
    file: 'dist/lab/cli/bench-relay.js',
  }),
  'test-upgrade': command({
    run: 'npm run test:upgrade',
    about:
      'Runs an earlier release and this one on the same servers, under load, and checks that every event of both reaches the event log once.',
    usage: ['--from DIR [--seconds N]'],
    options: {
      from: { value: 'DIR', help: 'a checkout of the earlier release, compiled', required: true },
      seconds: { value: 'N', help: 'the duration of each of the six phases', integer: [1, 600], default: '10' },
    },
    file: 'dist/lab/cli/rolling-upgrade.js',
  }),
  'bench-delivery': command({
    run: 'npm run bench:delivery',
    about:
      'Runs the same transformation at least once and exactly once on three brokers, and kills it. Measures speed, latency, bytes, and what is there twice. Prints JSON.',
    usage: ['[--events N] [--rounds N] [--write-docs]', '--quick'],
    options: {
      events: { value: 'N', help: 'the events of a round', integer: [100, 1_000_000], default: '20000' },
      rounds: { value: 'N', help: 'the number of rounds', integer: [1, 20], default: '3' },
      quick: QUICK,
      'write-docs': { help: 'also write the table in docs/delivery.md' },
    },
    check: ({ quick, 'write-docs': writeDocs }) =>
      quick && writeDocs ? '--quick measures nothing to write: leave out --write-docs.' : undefined,
    file: 'dist/lab/cli/bench-delivery.js',
  }),
  'bench-fanout': command({
    run: 'npm run bench:fanout',
    about: 'Measures how long a change takes to reach thousands of subscriptions, and the memory of each. Prints JSON.',
    usage: ['[--sockets N]', '--quick'],
    options: {
      sockets: {
        value: 'N',
        help: 'the number of WebSockets, with 20 subscriptions each',
        integer: [1, 250],
        default: '250',
      },
      quick: QUICK,
    },
    file: 'dist/lab/cli/bench-fanout.js',
  }),
  'bench-growth': command({
    run: 'npm run bench:growth',
    about:
      'Fills separate stores to several sizes, measures every read at each, and prints JSON that says which reads take longer the more is stored.',
    usage: [
      '[--sizes N,N] [--events N] [--repetitions N] [--keep] [--write-docs]',
      '[--sizes N,N] [--events N] --fill-only',
      '--quick',
    ],
    options: {
      sizes: {
        value: 'N,N',
        help: 'the numbers of responses; the other numbers follow from them',
        pattern: [/^[1-9]\d{2,6}(,[1-9]\d{2,6})*$/, 'numbers from 100 to 9999999, separated by commas'],
        default: '1000,100000,1000000',
      },
      events: {
        value: 'N',
        help: 'the most events: the embedded event log takes about a thousand a second',
        integer: [100, 9_999_999],
        default: '1000000',
      },
      repetitions: { value: 'N', help: 'the repetitions of each read', integer: [1, 1000], default: '15' },
      keep: { help: 'keep the filled stores for the next run' },
      'fill-only': { help: 'fill and keep the stores, and measure nothing' },
      quick: QUICK,
      'write-docs': { help: 'also write the table in docs/benchmarks.md' },
    },
    check: ({ quick, 'fill-only': fillOnly, 'write-docs': writeDocs }) =>
      (quick || fillOnly) && writeDocs ? 'There is nothing to write: leave out --write-docs.' : undefined,
    file: 'dist/lab/cli/bench-growth.js',
  }),
  abuse: command({
    run: 'npm run test:abuse',
    about:
      'Starts a separate gateway on this machine, attacks it with the most expensive known requests, and prints JSON.',
    usage: ['[--seconds N] [--only NAME,NAME]', '[--seconds N] --write-docs'],
    options: {
      seconds: { value: 'N', help: 'the duration of each attack', integer: [1, 120], default: '8' },
      only: { value: 'NAMES', help: 'only these attacks, separated by commas; an unknown name lists all' },
      'write-docs': { help: 'also write the tables in docs/abuse.md' },
    },
    check: ({ only, 'write-docs': writeDocs }) =>
      only !== undefined && writeDocs ? 'The tables have all attacks: leave out --only.' : undefined,
    file: 'dist/lab/cli/abuse.js',
  }),
  failures: command({
    run: 'npm run failures',
    about:
      'Starts three brokers, kills and pauses brokers, gateways and databases under load, and says what was lost, doubled and reordered. Prints JSON.',
    usage: [
      '[--only NAME,NAME] [--events N] [--kills N] [--seed N] [--json FILE] [--write-docs]',
      '--serve [--port N]',
      '--list',
    ],
    options: {
      only: { value: 'NAMES', help: 'only these scenarios, separated by commas' },
      seed: {
        value: 'N',
        help: 'repeat the choices of the run with this seed; random by default',
        integer: [0, Number.MAX_SAFE_INTEGER],
      },
      events: {
        value: 'N',
        help: 'the events of many-kills; 100000 take about five minutes',
        integer: [100, 1_000_000],
        default: '5000',
      },
      kills: { value: 'N', help: 'the least kills of many-kills', integer: [1, 1_000], default: '4' },
      json: { value: 'FILE', help: 'also write the report to this file' },
      'write-docs': { help: 'also write the results in docs/delivery.md' },
      serve: { help: 'serve a page from which the scenarios are run, and which shows live who leads' },
      port: { value: 'N', help: 'the port of the page', integer: [0, 65_535], default: '4100' },
      list: { help: 'list the scenarios and what each expects, and run nothing' },
    },
    file: 'dist/lab/cli/failures.js',
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
    file: 'dist/lab/cli/schemathesis.js',
  }),
  'test-plans': command({
    run: 'npm run test:plans',
    about:
      'Makes operations from the GraphQL schema, or reads of REST, runs each by plans and by the resolvers or services on the same data, and compares the responses.',
    usage: ['[--port graphql|rest] [--cases 10000] [--seed N]'],
    options: {
      port: { value: 'PORT', help: 'whose reads', choices: ['graphql', 'rest'], default: 'graphql' },
      cases: { value: 'N', help: 'the number of operations', integer: [1, 10_000_000], default: '10000' },
      seed: {
        value: 'N',
        help: 'the seed of the first operation; random by default. The seed of each further operation is one more',
        integer: [0, Number.MAX_SAFE_INTEGER],
      },
    },
    file: 'dist/lab/cli/test-plans.js',
  }),
};
