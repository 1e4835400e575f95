import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../../../src/config/folders.mjs';
import { ensurePrivateStateFolder } from '../../../src/config/private-files.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { SETTINGS, settingProblems, stateDirProblem } from '../../../src/config/settings.mjs';
import { installationSecrets } from '../../../src/ops/identity/installation-secrets.js';

/** Values of every kind, right for some variables and wrong for others. */
const VALUES = [
  '',
  ' ',
  '0',
  '1',
  '9',
  '10',
  '80',
  '65535',
  '65536',
  '1000001',
  '100000000',
  '100000001',
  '-1',
  '1.5',
  'NaN',
  '1e3',
  '0x10',
  'many',
  'on',
  'off',
  'ON',
  'info',
  'silent',
  'production',
  'staging',
  'development',
  'test',
  'a.b-c_d',
  'no spaces',
  'postgres://u@h/d',
  'postgresql://h',
  'postgres://',
  'postgres://u:%zz@h/d',
  'mysql://h/d',
  'mongodb://h',
  'mongodb://',
  'mongodb+srv://h',
  'http://h',
  'https://h/jwks',
  'smtp://h:25',
  'smtps://h',
  'h:9092',
  'a:1,b:2',
  'a:1,',
  'a:0',
  'a:70000',
  'x'.repeat(31),
  'x'.repeat(32),
  'x'.repeat(101),
];

function refusal(variables: Record<string, string>): string | undefined {
  try {
    readEnvironment('/checkout', variables);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the look at the environment before anything is installed', () => {
  it.each(SETTINGS)('refuses of %s what the gateway refuses, in the same words, and nothing else', (name) => {
    const refused = VALUES.filter((value) => {
      const early = settingProblems({ [name]: value });
      expect([name, value, early]).toEqual([name, value, refusal({ [name]: value })]);
      if (early !== undefined) expect(early).toMatch(new RegExp(`^(${name}: |NODE_ENV=production needs )`));
      return early !== undefined;
    });
    // Each takes something, and each refuses something.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused).not.toContain('');
  });

  it.each<[string, string[], string[]]>([
    ['REQUESTS_PER_MINUTE', ['1', '100000000'], ['0', '100000001', '1e3']],
    ['REST_REQUESTS_PER_MINUTE', ['1', '1000001', '100000000'], ['0', '100000001', '-1']],
    ['PORT', ['0', '65535'], ['65536', '0x10', ' 80']],
    ['KAFKA_REPLICATION', ['1', '9'], ['0', '10']],
    ['KAFKA_BROKERS', ['h:1', '[::1]:9092,b:65535'], ['h', 'h:0', 'h:65536', 'h:1, b:2']],
    [
      'DATABASE_URL',
      ['postgres://u:p%25@h/d', 'postgresql://h'],
      ['postgres://', 'postgres://u:%@h/d', 'postgres:///d'],
    ],
    ['MONGODB_URL', ['mongodb://a:1,b:2/d?x=y', 'mongodb+srv://h'], ['mongodb://', 'mongodb:///d', 'mongodb://a b/d']],
    ['CORS_ORIGINS', ['https://a.example, http://10.0.0.1:8080'], ['*', 'https://a.example/', 'https://a.example,']],
    ['HOST', ['::1', 'localhost'], [' ', 'a b']],
  ])('takes and refuses of %s what it should', (name, right, wrong) => {
    for (const value of right) expect([value, settingProblems({ [name]: value })]).toEqual([value, undefined]);
    for (const value of wrong)
      expect([value, settingProblems({ [name]: value })]).toEqual([
        value,
        expect.stringMatching(new RegExp(`^${name}: `)),
      ]);
  });

  it('asks for secrets in production as the gateway does', () => {
    const secret = 's'.repeat(32);
    for (const given of [
      {},
      { JWT_SECRET: secret },
      { SIGNING_SECRET: secret },
      { JWT_SECRET: secret, SIGNING_SECRET: secret },
      { JWKS_URL: 'https://h/', SIGNING_SECRET: secret },
    ]) {
      expect(settingProblems({ NODE_ENV: 'production', ...given })).toEqual(
        refusal({ NODE_ENV: 'production', ...given }),
      );
    }
  });
});

describe('the state folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'state dir-'));
    await writeFile(path.join(folder, 'file'), '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const wrong: [string, string][] = [
    ['/proc/x', 'cannot be made: the file system does not allow folders there'],
    ['/proc/x/y', 'cannot be made: the file system does not allow folders there'],
    ['/dev/null/x', 'cannot be made: /dev/null is not a folder'],
    ['/dev/null', 'is not a folder'],
    ['file', 'is not a folder'],
    ['file/deep/er', 'file is not a folder'],
    ['n'.repeat(256), 'a name in its path is too long'],
  ];

  it.each(wrong)('that cannot be used is reported at once, with its name and the reason: %s', async (name, reason) => {
    const began = Date.now();
    const stateDir = path.resolve(folder, name);
    expect(stateDirProblem(folder, { STATE_DIR: name })).toMatch(/^STATE_DIR: \//);
    expect(stateDirProblem(folder, { STATE_DIR: name })).toContain(reason);
    // Programs that are run without the set-up say the same.
    expect(() => ensurePrivateStateFolder(stateDir)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining(`STATE_DIR: ${stateDir} `),
      }),
    );
    await expect(installationSecrets(stateDir)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining(reason),
    });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it.each(['a:b', 'a,b', 'a\nb', 'a\\b', 'é', 'd/'.repeat(420)])(
    'that the embedded servers could not use is reported: %p',
    async (name) => {
      expect(stateDirProblem(folder, { STATE_DIR: name })).toMatch(
        /^STATE_DIR: [^\n]*(must not contain|is too long)[^\n]*$/,
      );
      expect(await readdir(folder)).toEqual(['file']);
    },
  );

  it('may have any name where no server is embedded, and blanks everywhere', () => {
    const given = { DATABASE_URL: 'postgres://h/d', MONGODB_URL: 'mongodb://h', KAFKA_BROKERS: 'h:1' };
    expect(stateDirProblem(folder, { ...given, STATE_DIR: 'a:b' })).toBeUndefined();
    for (const name of ['with blanks', './relative/and deep', '', '.', path.join(folder, 'absolute')])
      expect([name, stateDirProblem(folder, { STATE_DIR: name })]).toEqual([name, undefined]);
  });

  it('is tried, and nothing of that stays, but for what another process has put there', async () => {
    expect(stateDirProblem(folder, { STATE_DIR: 'deep/er' })).toBeUndefined();
    expect(await readdir(folder)).toEqual(['file']);
    expect(makeFolder(path.join(folder, 'deep/er'))).toEqual([path.join(folder, 'deep'), path.join(folder, 'deep/er')]);
    expect(stateDirProblem(folder, { STATE_DIR: 'deep/er' })).toBeUndefined();
    expect(await readdir(path.join(folder, 'deep'))).toEqual(['er']);
  });

  it('whose secrets are damaged is reported, for every kind of damage', async () => {
    for (const damage of ['', '{', '[]', 'null', '{"jwtSecret":"short"}']) {
      await writeFile(path.join(folder, 'secrets.json'), damage);
      await expect(installationSecrets(folder)).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining('secrets.json is damaged'),
      });
    }
  });
});
