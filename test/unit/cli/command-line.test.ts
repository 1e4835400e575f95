import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCommandLine as parse } from '../../../src/cli/command-line.mjs';
import { COMMANDS } from '../../../scripts/commands.mjs';
import { NETWORKS } from '../../../lab/trade-offs/network.js';
import { MAX_REPETITIONS } from '../../../lab/trade-offs/run-lab.js';
import { LAB_TASKS } from '../../../lab/trade-offs/tasks/tasks.js';
import { OPERATIONS } from '../../../src/ports/rest/v1/operations.js';

const root = path.resolve(import.meta.dirname, '../../..');
const NAMES = Object.keys(COMMANDS);
const parseCommandLine = (name: string, argv: readonly string[], environment: Record<string, string> = {}) =>
  parse(COMMANDS[name as keyof typeof COMMANDS], argv, environment);
const wrong = (problem: string) => ({ kind: 'wrong', exitCode: 2, text: expect.stringContaining(problem) });

/** Arguments that each command takes. */
const GOOD: Record<string, readonly string[]> = {
  operations: ['--list'],
  redrive: ['analytics'],
  codebook: [path.join(root, 'package.json')],
  'migration-create': ['add_column'],
  token: ['--role', 'owner'],
  import: ['movies', path.join(root, 'data/movies.json')],
  subscribe: ['subscription { a }'],
  'test-upgrade': ['--from', root],
};

describe('every command', () => {
  it.each(NAMES)('%s takes what it is for', (name) => {
    expect(parseCommandLine(name, GOOD[name] ?? [])).toMatchObject({ kind: 'run' });
  });

  it.each(NAMES)('%s explains itself by --help and -h, whatever else is missing', (name) => {
    for (const flag of ['--help', '-h']) {
      const help = parseCommandLine(name, [flag]);
      expect(help).toMatchObject({
        kind: 'help',
        text: expect.stringMatching(new RegExp(`^Usage: ${COMMANDS[name as keyof typeof COMMANDS].run}\\b[^]+--help`)),
      });
    }
  });

  it.each(NAMES)(
    '%s refuses an option that it does not have, one that is given twice, and its options with a value that they do not take',
    (name) => {
      const good = GOOD[name] ?? [];
      expect(parseCommandLine(name, [...good, '--fast'])).toEqual(wrong("Unknown option '--fast'."));
      expect(parseCommandLine(name, [...good, '-x'])).toEqual(wrong("Unknown option '-x'."));
      for (const [option, { value, multiple }] of Object.entries(COMMANDS[name as keyof typeof COMMANDS].options)) {
        if (value === undefined)
          expect(parseCommandLine(name, [...good, `--${option}=x`])).toEqual(wrong(`--${option}`));
        else {
          expect(parseCommandLine(name, [...good, `--${option}=`])).toEqual(wrong(`--${option}`));
          expect(parseCommandLine(name, [...good, `--${option}`])).toEqual(wrong(`--${option}`));
        }
        if (!multiple && value === undefined)
          expect(parseCommandLine(name, [...good, `--${option}`, `--${option}`])).toEqual(
            wrong(`--${option} is given twice.`),
          );
      }
    },
  );

  it.each(NAMES.filter((name) => name !== 'test' && name !== 'operations'))(
    '%s refuses an argument too many',
    (name) => {
      const most = name === 'soak-import' ? ['5'] : (GOOD[name] ?? []);
      expect(parseCommandLine(name, [...most, 'stray'])).toEqual(wrong('Unexpected argument "stray"'));
    },
  );

  it.each(NAMES.filter((name) => COMMANDS[name as keyof typeof COMMANDS].positionals.some(({ required }) => required)))(
    '%s says which argument is missing',
    (name) => {
      expect(parseCommandLine(name, [])).toEqual(wrong('is missing.'));
    },
  );
});

describe('a wrong value is named, with what is right', () => {
  it.each<[string, readonly string[], string]>([
    ['token', ['--role', 'boss'], '--role must be one of owner, staff, data; it is "boss".'],
    ['token', [], '--role ROLE is missing.'],
    ['token', ['--role', 'owner', '--hours', '0'], '--hours must be a number above 0 and at most 8760; it is "0".'],
    ['token', ['--role', 'owner', '--hours', '1e3'], '--hours must be a number'],
    ['token', ['--role', 'owner', '--hours', 'NaN'], '--hours must be a number'],
    ['token', ['--role', 'owner', '--tenant', 'no spaces'], '--tenant must be at most 100 letters'],
    ['token', ['--role', 'owner', '--subject', 'a\u0000b'], '--subject must be'],
    ['start', ['--brokers', '2'], '--brokers must be one of 1, 3; it is "2".'],
    ['start', ['--gateways', '0'], '--gateways must be a whole number from 1 to 5; it is "0".'],
    ['start', ['--gateways', '6'], '--gateways must be a whole number from 1 to 5; it is "6".'],
    ['subscribe', ['--count', '-1', 'subscription { a }'], '--count'],
    ['subscribe', ['--count', '1.5', 'subscription { a }'], '--count must be a whole number'],
    ['subscribe', ['--count', 'all', 'subscription { a }'], '--count must be a whole number'],
    ['subscribe', ['--url', 'http://localhost', 'subscription { a }'], '--url must be a ws:// or wss:// URL'],
    ['subscribe', ['--token', 't', '--role', 'owner', 'subscription { a }'], 'leave out --role'],
    ['redrive', ['mails'], 'GROUP must be one of event-log, seat-inventory, notifications, analytics; it is "mails".'],
    ['migration-create', ['Add Column'], 'NAME must be small letters, digits and _; it is "Add Column".'],
    ['import', ['people', 'a.csv'], 'survey|movies must be one of survey, movies; it is "people".'],
    ['import', ['survey', 'a.csv'], 'A survey needs --codebook FILE.json.'],
    ['import', ['movies', 'a.json', '--tenant', 'acme'], 'Movies are the same for every tenant'],
    ['lab', ['--task', 'nothing'], '--task must be one of'],
    ['lab', ['--network', 'moon'], '--network must be one of none, same city'],
    ['lab', ['--repetitions', '51'], '--repetitions must be a whole number from 1 to 50; it is "51".'],
    ['lab', ['--url', 'ftp://localhost'], '--url must be an http:// or https:// URL'],
    ['lab', ['--write-docs', '--task', 'exists'], 'leave out --url and --task'],
    ['schemathesis', ['--cases', '0'], '--cases must be a whole number'],
    ['schemathesis', ['--tag', 'Nothing'], '--tag must be one of Bookings'],
    ['soak-import', ['many'], 'ROWS must be a whole number'],
    ['test', ['--selectProjects', 'e2e'], '--selectProjects must be one of unit, servers'],
  ])('%s %p', (name, argv, problem) => {
    expect(parseCommandLine(name, argv)).toEqual(wrong(problem));
  });

  it('a file that is not there is named without the usage, and ends with 1', () => {
    expect(parseCommandLine('import', ['movies', '/nowhere.json'])).toEqual({
      kind: 'wrong',
      exitCode: 1,
      text: 'There is no file /nowhere.json.',
    });
    expect(parseCommandLine('import', ['movies', root])).toMatchObject({ kind: 'wrong', exitCode: 1 });
  });

  it('an option that npm took for itself is not passed over', () => {
    expect(parseCommandLine('token', ['--role', 'owner'], { npm_config_tenant: 'acme' })).toEqual(
      wrong(
        'npm took --tenant as its own option. Write -- before the options of the command: npm run token -- --tenant ...',
      ),
    );
    expect(parseCommandLine('lab', [], { npm_config_write_docs: 'true' })).toEqual(wrong('npm took --write-docs'));
    expect(
      parseCommandLine('token', ['--role', 'owner'], { npm_config_loglevel: 'silent', npm_config_yes: 'true' }),
    ).toMatchObject({ kind: 'run' });
  });
});

describe('the lists of values', () => {
  it('are those of the code', async () => {
    const { lab, redrive, schemathesis } = COMMANDS;
    expect([...(lab.options['task']?.choices ?? [])].sort()).toEqual(LAB_TASKS.map(({ id }) => id).sort());
    expect(lab.options['network']?.choices).toEqual(NETWORKS.map(({ name }) => name));
    expect(lab.options['repetitions']?.integer).toEqual([1, MAX_REPETITIONS]);
    expect([...(schemathesis.options['tag']?.choices ?? [])].sort()).toEqual(
      [...new Set(OPERATIONS.map(({ tag }) => tag))].sort(),
    );
    const consumers = path.join(root, 'src/events/groups');
    const files = (await readdir(consumers, { recursive: true })).filter((file) => file.endsWith('-consumer.ts'));
    const texts = await Promise.all(files.map((file) => readFile(path.join(consumers, file), 'utf8')));
    expect([...(redrive.positionals[0]?.choices ?? [])].sort()).toEqual(
      texts.map((text) => /(?:const GROUP = |group: )'([a-z-]+)'/.exec(text)?.[1]).sort(),
    );
  });

  it('have every command of package.json', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const started = Object.values(scripts).flatMap(
      (script) => /bootstrap\.mjs (?:run )?([\w-]+)$/.exec(script)?.[1] ?? [],
    );
    expect(started.sort()).toEqual([...NAMES].sort());
    for (const [script, command] of Object.entries(scripts)) {
      const name = /bootstrap\.mjs (?:run )?([\w-]+)$/.exec(command)?.[1] as keyof typeof COMMANDS | undefined;
      if (name !== undefined) expect(COMMANDS[name].run).toMatch(new RegExp(`^npm (run )?${script}$`));
    }
  });
});

describe('on a fresh clone', () => {
  let clone: string;
  beforeAll(async () => {
    clone = await mkdtemp(path.join(tmpdir(), 'clone-'));
    const isCloned = (file: string) => path.basename(file) !== 'node_modules';
    for (const folder of ['src', 'stack', 'lab', 'scripts'])
      await cp(path.join(root, folder), path.join(clone, folder), { recursive: true, filter: isCloned });
    for (const file of ['package.json', 'package-lock.json']) await cp(path.join(root, file), path.join(clone, file));
    await writeFile(path.join(clone, 'kept'), '');
  });
  afterAll(() => rm(clone, { recursive: true }));

  /** With nothing on PATH, so that an installation could not even begin unseen. */
  const bootstrap = (args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        [path.join(clone, 'scripts/bootstrap.mjs'), ...args],
        { env: { PATH: '', ...env }, timeout: 20_000 },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const untouched = async () =>
    expect((await readdir(clone)).sort()).toEqual([
      ...['kept', 'lab', 'package-lock.json', 'package.json', 'scripts', 'src', 'stack'],
    ]);
  const argvOf = (name: string) => (['start', 'test', 'check', 'screenshots'].includes(name) ? [name] : ['run', name]);

  it.each(NAMES)('%s helps and refuses before anything is installed or made', async (name) => {
    expect(await bootstrap([...argvOf(name), '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: /),
      stderr: '',
    });
    expect(await bootstrap([...argvOf(name), '--nonsense'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("Unknown option '--nonsense'"),
    });
    await untouched();
  });

  it('start tells of a port that is taken before anything is installed or made', async () => {
    const somebody = createServer().listen(0, '127.0.0.1');
    await once(somebody, 'listening');
    const { port } = somebody.address() as AddressInfo;
    try {
      expect(await bootstrap(['start'], { PORT: String(port) })).toEqual({
        code: 1,
        stdout: '',
        stderr: `Port ${port} on 127.0.0.1 is in use. Stop the process that uses it, or choose another port: PORT=${port + 1} npm start\n`,
      });
      expect(await bootstrap(['start'], { PORT: '0', HEALTH_PORT: String(port) })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`HEALTH_PORT=${port + 1} npm start`),
      });
      await untouched();
    } finally {
      somebody.close();
    }
  });

  it.each<[string, Record<string, string>]>([
    ['PORT: must be a whole number from 0 to 65535', { PORT: '70000' }],
    ['PORT: must be a whole number from 0 to 65535', { PORT: 'http' }],
    [
      'HOST=192.0.2.1 is not an address of this machine (EADDRNOTAVAIL). Set HOST to one that is.',
      { HOST: '192.0.2.1' },
    ],
    ['LOG_LEVEL: must be one of', { LOG_LEVEL: 'loud' }],
    ['STATE_DIR: /proc/x cannot be made', { STATE_DIR: '/proc/x' }],
    ['STATE_DIR: /dev/null/x cannot be made: /dev/null is not a folder', { STATE_DIR: '/dev/null/x' }],
    ['/kept is not a folder', { STATE_DIR: 'kept' }],
    ['DATABASE_URL: must be a URL that begins with', { DATABASE_URL: 'mysql://h' }],
    ['METRICS: must be one of on, off', { METRICS: 'yes' }],
    ['NODE_ENV=production needs JWT_SECRET or JWKS_URL and SIGNING_SECRET', { NODE_ENV: 'production' }],
  ])('start says "%s" before anything is installed or made', async (problem, env) => {
    for (const argv of [['start'], ...(env['HOST'] === undefined ? [['run', 'token', '--role', 'owner']] : [])]) {
      const { code, stdout, stderr } = await bootstrap(argv, env);
      expect({ code, stdout, stderr }).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(problem) });
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    await untouched();
  });

  it('reports a file that is in the place of the folder of the set-up', async () => {
    await writeFile(path.join(clone, '.state'), '');
    try {
      expect(await bootstrap(['check'], { STATE_DIR: tmpdir() })).toEqual({
        code: 1,
        stdout: '',
        stderr: `${path.join(clone, '.state')} is not a folder. The set-up requires that folder.\n`,
      });
    } finally {
      await rm(path.join(clone, '.state'));
    }
  });

  it('with nothing wrong it does begin to install', async () => {
    const { code, stdout } = await bootstrap(['start'], {
      PORT: '0',
      KAFKA_BROKERS: 'kafka:9092',
      MONGODB_URL: 'mongodb://mongo/',
    });
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ Installing packages') });
  });
});
