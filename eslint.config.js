import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const onlyIn = (folder, name, regex) => ({ regex, message: `${name} is fenced: it may be imported only in ${folder}` });
const fences = [
  onlyIn('src/stores/postgres', 'PostgreSQL', '^(@prisma/|pg(/|$))|/stores/postgres/generated/'),
  onlyIn('src/stores/mongo', 'MongoDB', '^mongodb(/|$)'),
  onlyIn('src/events', 'kafkajs', '^kafkajs(/|$)'),
  onlyIn('src/ops/tracing', 'OpenTelemetry', '^@opentelemetry/|/otlp-tracing'),
  onlyIn('src/ports/graphql', 'GraphQL', '^(@apollo/|@as-integrations/|graphql(/|-|$)|dataloader$)'),
];
/** Everything fenced except the drivers that belong to `folder`. */
const fencedFor = (folder) => ({
  'no-restricted-imports': [
    'error',
    { patterns: fences.filter((fence) => folder === undefined || !fence.message.endsWith(folder)) },
  ],
});

const everywhere = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
];
const handWrittenNotFound = {
  selector: "NewExpression[callee.name='DomainError'] > Literal[value='NOT_FOUND']",
  message: 'Use notFound or requireFound of kernel/errors.ts: its text is the same for what a viewer may not see.',
};

export default tseslint.config(
  { ignores: ['dist/', 'dist-dev/', 'node_modules/', '.state/', 'coverage/', '**/generated/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['{src,stack,lab}/**/*.{ts,tsx}'],
    rules: {
      ...fencedFor(),
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config/environment.ts reads process.env.' },
      ],
      'no-restricted-syntax': ['error', ...everywhere, handWrittenNotFound],
    },
  },
  { files: ['src/kernel/errors.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
  { files: ['src/config/environment.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/stores/postgres/**'], rules: fencedFor('src/stores/postgres') },
  { files: ['src/stores/mongo/**'], rules: fencedFor('src/stores/mongo') },
  { files: ['src/events/{kafka,produce,consume,follow,transform,watch}/**'], rules: fencedFor('src/events') },
  { files: ['src/ops/tracing/**'], rules: fencedFor('src/ops/tracing') },
  { files: ['src/ports/graphql/**'], rules: fencedFor('src/ports/graphql') },
  // A command that follows a subscription is a client of the gateway, like any other.
  { files: ['src/cli/subscribe.ts'], rules: { 'no-restricted-imports': 'off' } },
  // So is the benchmark's subscriber; and what is compared, with the gateway or store with store, is hand-written over the drivers on purpose.
  {
    files: [
      'lab/events-latency/event-watch.ts',
      'lab/delivery/*.ts',
      'lab/failures/*.ts',
      'lab/growth/fill*.ts',
      'lab/peers/{naive-*,run-peers,postgres-cpu}.ts',
      'lab/reads-bench/baseline-data.ts',
      'lab/refresh-statistics.ts',
      'lab/relay-bench/*.ts',
      'lab/rolling-upgrade/*.ts',
      'lab/trade-offs/graphql-stream.ts',
      'lab/stores-comparison/*.ts',
      'lab/writes-bench/*.ts',
      // Operations are made from the schema.
      'lab/plans/*.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable' } },
  },
  {
    files: ['lab/page/public/*.js'],
    languageOptions: { sourceType: 'script', globals: { document: 'readonly', localStorage: 'readonly' } },
  },
  {
    files: ['*.config.js', '*.config.ts', '*.cjs', 'lab/page/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
