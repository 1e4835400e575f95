/**
 * The import directions of docs/adr/0002-import-directions.md. Each room of src/ lists what it may import;
 * what is not listed is forbidden.
 */
const allowed = {
  kernel: [],
  config: ['kernel'],
  contracts: ['kernel'],
  resources: ['kernel'],
  plans: ['kernel', 'resources'],
  'domain/([^/]+)': ['kernel', 'contracts', 'resources', 'domain/outbox', 'domain/$1'],
  'stores/([^/]+)': ['kernel', 'contracts', 'domain', 'plans', 'ops', 'stores/$1'],
  'adapters/([^/]+)': ['kernel', 'domain', 'ops', 'adapters/$1'],
  'events/kafka': ['kernel', 'contracts', 'ops'],
  'events/produce': ['kernel', 'contracts', 'ops', 'events/kafka'],
  'events/follow': ['kernel', 'contracts', 'ops', 'events/kafka'],
  'events/consume': ['kernel', 'contracts', 'ops', 'events/kafka', 'events/produce', 'events/follow'],
  'events/relay': ['kernel', 'contracts', 'domain/outbox', 'ops', 'events/kafka', 'events/produce'],
  'events/groups/([^/]+)': ['kernel', 'contracts', 'domain', 'ops', 'events/kafka', 'events/groups/$1'],
  'ports/([^/]+)': ['kernel', 'domain', 'contracts', 'resources', 'plans', 'ops', 'ports/$1'],
  ops: ['kernel', 'config'],
  stack: ['kernel', 'config'],
  lab: ['kernel', 'config', 'ops'],
  seed: ['kernel', 'domain'],
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

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...rooms,
    {
      name: 'compose-imports',
      comment: 'compose/ wires everything but the entry point, the commands and the lab',
      severity: 'error',
      from: { path: '^src/compose/' },
      to: { path: '^src/(main\\.ts|cli/|lab/)' },
    },
    {
      name: 'not-to-entry',
      comment: 'only main and the commands may import the composition',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts|cli/|compose/)' },
      to: { path: '^src/(main\\.ts$|compose/)' },
    },
    { name: 'no-orphan-imports', severity: 'error', from: { path: '^src' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'require', 'default'],
    },
  },
};
