/**
 * Every npm command, by the name that package.json passes to bootstrap.mjs. Plain JavaScript: the table is read before
 * anything is installed.
 */
import { LAB_COMMANDS } from '../lab/commands.mjs';
import { command } from '../src/cli/command-description.mjs';
import { GATEWAY_COMMANDS } from '../src/cli/commands.mjs';
import { STACK_COMMANDS } from '../stack/commands.mjs';

export const COMMANDS = {
  ...STACK_COMMANDS,
  ...GATEWAY_COMMANDS,
  ...LAB_COMMANDS,
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
  'soak-import': command({
    run: 'npm run soak:import',
    about: 'Imports many responses into a separate database and reports time and memory.',
    usage: ['[ROWS]'],
    positionals: [{ name: 'ROWS', help: 'the number of responses; 100000 by default', integer: [1, 10_000_000] }],
    file: 'test/soak/import-100k.mjs',
  }),
};
