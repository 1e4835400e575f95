/**
 * The import directions of docs/adr/0002-import-directions.md. Each room of src/, the gateway, lists what it may import;
 * what is not listed is forbidden.
 */
const allowed = {
  kernel: [],
  config: ['kernel'],
  contracts: ['kernel'],
  resources: ['kernel'],
  plans: ['kernel', 'resources'],
  'domain/([^/]+)': ['kernel', 'contracts', 'resources', 'domain/outbox', 'domain/$1'],
  'importers/surveys': ['kernel', 'contracts', 'domain/outbox', 'domain/surveys'],
  'importers/codebook-draft': ['kernel', 'domain/surveys', 'importers/surveys'],
  'importers/movies': ['kernel', 'domain/bookings'],
  'stores/([^/]+)': ['kernel', 'contracts', 'resources', 'domain', 'importers', 'plans', 'ops', 'stores/$1'],
  'adapters/([^/]+)': ['kernel', 'domain', 'importers', 'ops', 'adapters/$1'],
  'events/kafka': ['kernel', 'contracts', 'ops'],
  'events/produce': ['kernel', 'contracts', 'ops', 'events/kafka'],
  'events/follow': ['kernel', 'contracts', 'ops', 'events/kafka'],
  'events/watch': ['kernel', 'contracts', 'ops', 'events/kafka', 'events/follow'],
  'events/consume': ['kernel', 'contracts', 'ops', 'events/kafka', 'events/produce', 'events/follow'],
  'events/relay': ['kernel', 'contracts', 'domain/outbox', 'ops', 'events/kafka', 'events/produce'],
  'events/journeys': [
    'kernel',
    'contracts',
    'domain/journeys',
    'ops',
    'events/kafka',
    'events/produce',
    'events/follow',
    'events/consume',
  ],
  'events/transform': ['kernel', 'contracts', 'ops', 'events/kafka', 'events/produce'],
  'events/groups/([^/]+)': [
    'kernel',
    'contracts',
    'domain',
    'ops',
    'events/kafka',
    'events/transform',
    'events/groups/$1',
  ],
  'ports/([^/]+)': ['kernel', 'domain', 'contracts', 'resources', 'plans', 'ops', 'ports/$1'],
  ops: ['kernel', 'config'],
  seed: ['kernel', 'domain', 'importers'],
};

/**
 * The folders beside src/ (docs/adr/0019-src-is-the-gateway.md). They use the gateway's ground floor, and what its
 * commands share; the gateway imports none of them.
 */
const siblings = {
  stack: ['src/kernel', 'src/config', 'src/ops', 'src/cli'],
  lab: ['src/config', 'src/contracts', 'src/ops', 'src/cli', 'stack'],
  // Not a client: it runs both executors in its own process.
  'lab/plans': ['lab', 'stack', 'src'],
  // It fills the stores behind the gateway, whose documents it must know.
  'lab/growth': ['lab', 'stack', 'src'],
  scripts: ['src/config', 'src/ops', 'src/cli', 'stack', 'lab'],
};

const rooms = Object.entries(allowed).map(([room, targets]) => ({
  name: `${room.replace('/([^/]+)', '/*')}-imports`,
  comment: `src/${room} may import only: ${[room, ...targets].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [room.includes('(') ? null : room, ...targets].filter(Boolean).map((t) => `^src/${t}/`),
  },
}));

const besides = Object.entries(siblings).map(([sibling, targets]) => ({
  name: `${sibling}-imports`,
  comment: `${sibling} may import only: ${[sibling, ...targets].join(', ')}`,
  severity: 'error',
  from: { path: `^${sibling}/`, ...(sibling === 'lab' && { pathNot: '^lab/(plans|growth|cli/test-plans)' }) },
  to: { path: '^(src|stack|lab|scripts|test)/', pathNot: [sibling, ...targets].map((target) => `^${target}/`) },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...rooms,
    ...besides,
    {
      name: 'src-is-the-gateway',
      comment: 'the gateway imports nothing beside src/',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(stack|lab|scripts|test)/' },
    },
    {
      name: 'scripts-before-installation',
      comment: 'what runs before anything is installed and compiled reaches only plain JavaScript of this checkout',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '\\.(ts|tsx)$|node_modules', reachable: true },
    },
    {
      name: 'ports-get-services',
      comment: 'a port calls services: no store interface reaches it, and no rule of who may is applied in it',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: {
        path: [
          '^src/domain/.*-(reads|store|writes|writer|backlog|feed|access|transaction)\\.ts$',
          '^src/domain/(outbox/|.*/(per-survey|readable-survey|follow-aggregates)\\.ts$)',
        ],
      },
    },
    {
      name: 'services-only',
      comment: 'what the ports are given is made of services',
      severity: 'error',
      from: { path: '^src/domain/services\\.ts$' },
      to: { pathNot: '-service\\.ts$' },
    },
    {
      name: 'compose-imports',
      comment: 'compose/ wires everything but the entry point and the commands',
      severity: 'error',
      from: { path: '^src/compose/' },
      to: { path: '^src/(main\\.ts|cli/)' },
    },
    {
      name: 'not-to-entry',
      comment: 'only main and the commands may import the composition',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts|cli/|compose/)' },
      to: { path: '^src/(main\\.ts$|compose/)' },
    },
    { name: 'no-orphan-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The peers of the lab have packages of their own, which may not be installed.
    exclude: { path: '/generated/|^lab/peers/servers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'require', 'default'],
    },
  },
};
