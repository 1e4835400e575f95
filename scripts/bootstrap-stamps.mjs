/**
 * Finds results of the build that are out of date, and checks that are due. Each leaves a hash of its inputs in dist/.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RESULTS = {
  prisma: {
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
    output: () => 'src/stores/postgres/generated/client.ts',
  },
  graphql: {
    inputs: ['schema.graphql', 'codegen.yml', 'package-lock.json'],
    output: (root) => /^ {2}(src\/.+):$/m.exec(readFileSync(path.join(root, 'codegen.yml'), 'utf8'))[1],
  },
  dist: {
    inputs: ['src', 'stack', 'lab', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    output: () => 'dist/stack/watchdog.js',
  },
  page: { inputs: ['lab', 'tsconfig.json', 'package-lock.json'], output: () => 'dist/lab-page/index.html' },
};

/** Undefined when the result is up to date. Otherwise a function to call when it has been built. */
export function outOfDate(root, name) {
  const { inputs, output } = RESULTS[name];
  return stampIsOld(root, name, inputs, () => existsSync(path.join(root, output(root))));
}

/** Files that no check reads: results, downloads and state. */
const UNCHECKED = new Set(['node_modules', 'dist', 'dist-dev', 'coverage', '.git', '.state']);

/** Undefined when no file has changed since the check passed. Otherwise a function to call when the check passes. */
export function checkIsDue(root, name) {
  const inputs = readdirSync(root)
    .filter((file) => !UNCHECKED.has(file))
    .sort();
  return stampIsOld(root, name.replace(':', '-'), inputs, () => true);
}

function stampIsOld(root, name, inputs, isMade) {
  const stamp = path.join(root, 'dist', `.${name}-inputs`);
  // The hash is taken before the build: a change during the build counts as not yet built.
  const hash = hashOf(root, inputs);
  if (isMade() && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return undefined;
  return () => {
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  };
}

function hashOf(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) addTo(hash, root, input);
  return hash.digest('hex');
}

function addTo(hash, root, name) {
  const file = path.join(root, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) {
    // The peers of the lab have separate packages, which no check reads.
    for (const entry of readdirSync(file).sort()) if (entry !== 'node_modules') addTo(hash, root, `${name}/${entry}`);
  } else {
    hash.update(`${name}\0${found.size}\0`).update(readFileSync(file));
  }
}
