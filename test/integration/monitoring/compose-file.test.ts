import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../../support/stack-folder.js';

/** The first build on a machine downloads the parser of `docker compose`, a Go module, and compiles it. */
const BUILD_WITHIN_MS = 300_000;
const GO = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
const SECRETS = { JWT_SECRET: 'a', SIGNING_SECRET: 'b', POSTGRES_PASSWORD: 'c' };
const compose = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
let folder: string;
let program: string | undefined;

beforeAll(() => {
  const home = path.join(root, '.state/test/stacks');
  mkdirSync(home, { recursive: true });
  folder = mkdtempSync(path.join(home, 'compose-'));
  const built = path.join(folder, 'compose-check');
  const { status, error, stderr } = spawnSync('go', ['build', '-trimpath', '-o', built, '.'], {
    cwd: path.join(root, 'test/support/compose-check'),
    env: GO,
    encoding: 'utf8',
  });
  if (status === 0) program = built;
  else
    console.warn(
      `Go cannot build the parser of docker compose here: docker-compose.yml is not read by it.`,
      error ?? stderr,
    );
}, BUILD_WITHIN_MS);
afterAll(() => rmSync(folder, { recursive: true }));

/** What the parser says of a file with this content. Undefined without the parser. */
function readByCompose(text: string, variables: Readonly<Record<string, string>> = SECRETS) {
  if (program === undefined) return undefined;
  const file = path.join(folder, 'docker-compose.yml');
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(program, [file], { env: variables, encoding: 'utf8' });
  return { status, services: stdout.split('\n').filter(Boolean), problem: stderr.trim() };
}

describe("docker-compose.yml, read by compose's own parser", () => {
  it('is valid, with all of its services', () => {
    const read = readByCompose(compose);
    if (read === undefined) return;
    expect([read.status, read.problem]).toEqual([0, '']);
    for (const service of ['gateway', 'kafka-3', 'kafka-exporter', 'prometheus', 'grafana', 'schema-registry'])
      expect(read.services).toContain(service);
  });

  it.each([
    ['a value of another type', 'init: true', 'init: [7]', 'must be a boolean'],
    ['a key that compose does not know', 'init: true', 'initialise: true', 'initialise'],
    ['a service that is not there', 'postgres: { condition', 'oracle: { condition', 'undefined service "oracle"'],
    ['a volume that is not declared', '- grafana:/var', '- other:/var', 'undefined volume other'],
    [
      'servers that wait for each other',
      '    image: postgres:18\n',
      '    image: postgres:18\n    depends_on: { gateway: { condition: service_healthy } }\n',
      'dependency cycle',
    ],
  ])('is refused with %s', (_, right, wrong, problem) => {
    expect(compose).toContain(right);
    const read = readByCompose(compose.replace(right, wrong));
    if (read !== undefined) expect(read).toMatchObject({ status: 1, problem: expect.stringContaining(problem) });
  });

  it('is refused without its secrets', () => {
    const { JWT_SECRET: _, ...others } = SECRETS;
    const read = readByCompose(compose, others);
    if (read !== undefined) expect(read).toMatchObject({ status: 1, problem: expect.stringContaining('JWT_SECRET') });
  });
});
