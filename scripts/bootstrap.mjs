/**
 * The entry of `npm start`, `npm test`, `npm run check` and the commands. It runs on a fresh clone, so it is plain
 * JavaScript without dependencies. It checks the command line and the environment before it changes anything, brings
 * packages and build up to date, and then runs the command. When everything is up to date, that takes a fraction of a
 * second.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FolderProblem, makeFolder } from '../src/config/folders.mjs';
import { settingProblems, stateDirProblem } from '../src/config/settings.mjs';
import { listenProblem } from './bootstrap-environment.mjs';
import { browserInstallation, findBrowser, NO_BROWSER } from './bootstrap-browser.mjs';
import { withSetupLock } from './bootstrap-lock.mjs';
import { missingPrerequisites } from './bootstrap-prerequisites.mjs';
import { checkIsDue, outOfDate } from './bootstrap-stamps.mjs';
import { commandLine } from '../src/cli/command-line.mjs';
import { COMMANDS } from './commands.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...args] = process.argv.slice(2);
/** In commands.mjs. */
const name = command === 'run' ? args.shift() : command;

/**
 * A command's output can be another's input (`TOKEN=$(npm run -s token ...)`), so the set-up writes to the standard
 * error.
 */
const progress = command === 'run' ? process.stderr : process.stdout;

/** Thrown when a step failed; its output has been shown. */
class StepFailed extends Error {}

/** Runs a command of the gateway with the URLs of the servers that it needs. */
const ON_SERVERS = 'dist/stack/cli/on-servers.js';

let child;
/** After the build. */
const CHECKS = [
  'check:format',
  'check:spelling',
  'check:types',
  'check:lint',
  'check:imports',
  'check:contracts',
  'check:dashboards',
];

for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    child?.kill(signal);
    process.exit(1);
  });
}

requireNode();
process.chdir(root);
try {
  if (COMMANDS[name] === undefined)
    fail(
      'Usage: node scripts/bootstrap.mjs start | dev | run <command> [args] | check | test [jest args] | screenshots',
    );
  const { scripts, servers, file } = COMMANDS[name];
  commandLine(COMMANDS[name], args);
  if (scripts === undefined) await requireEnvironment();
  if (scripts !== undefined) {
    process.exitCode = await runScripts(scripts);
  } else if (name === 'check' || name === 'test') {
    await report(name === 'test');
  } else if (name === 'screenshots') {
    await takeScreenshots();
  } else {
    await setUp();
    await (servers === undefined ? become(file, args) : become(ON_SERVERS, [name, ...args]));
  }
} catch (error) {
  if (error instanceof FolderProblem)
    console.error(`${path.join(root, '.state')} ${error.message}. The set-up requires that folder.`);
  else if (!(error instanceof StepFailed)) throw error;
  process.exitCode = 1;
}

function requireNode() {
  const wanted = [20, 19];
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return;
  fail(`Node ${wanted.join('.')} or newer is required. ${process.execPath} is ${process.versions.node}.`);
}

async function requireEnvironment() {
  const listens = name === 'start' || name === 'dev';
  const problem =
    settingProblems(process.env) ?? (listens ? await listenProblem() : undefined) ?? stateDirProblem(root, process.env);
  if (problem !== undefined) fail(problem);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Installs the locked packages, generates code and compiles, where that is out of date. */
async function setUp() {
  await withSetupLock(root, async () => {
    await installPackages();
    await build();
  });
}

async function installPackages() {
  if (packagesAreAsLocked()) return;
  const missing = ['start', 'dev', 'test'].includes(command) ? missingPrerequisites() : undefined;
  if (missing !== undefined) {
    console.error(missing);
    throw new StepFailed('prerequisites');
  }
  // Install scripts are not needed (the servers complete themselves) and npm 11 would ask about them.
  await step('Installing packages', npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'));
}

/** npm writes the list of installed packages when it has finished. Only packages for other platforms may be missing. */
function packagesAreAsLocked() {
  const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return false;
  const [locked, installed] = [read('package-lock.json'), read('node_modules/.package-lock.json')];
  return Object.entries(locked).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' ||
      installed[name]?.version === version ||
      (installed[name] === undefined && (optional || devOptional)),
  );
}

async function build() {
  const steps = [
    ['prisma', 'Generating the Prisma client', 'generate:prisma'],
    ['graphql', 'Generating the resolver types', 'generate:graphql'],
    ['dist', 'Compiling', 'compile'],
    ['page', "Building the lab's page", 'build:page'],
  ];
  for (const [name, title, script] of steps) {
    const made = outOfDate(root, name);
    if (made === undefined) continue;
    await step(title, npm('run', '--silent', script));
    made();
  }
}

/** Runs the checks (and the tests). The last line counts all of them. */
async function report(withTests) {
  const count = { passed: 0, failed: 0 };
  const check = async (name) => {
    const passedAgain = checkIsDue(root, name);
    if (passedAgain === undefined) {
      console.error(`${name}: unchanged since it last passed`);
      count.passed += 1;
      return;
    }
    const passed = await step(name, npm('run', '--silent', name)).then(
      () => true,
      () => false,
    );
    if (passed) passedAgain();
    count[passed ? 'passed' : 'failed'] += 1;
  };
  try {
    await withSetupLock(root, async () => {
      await installPackages();
      // This precedes the build, which would silently correct the drift.
      await check('check:drift');
      await build();
    });
    for (const name of CHECKS) await check(name);
    if (withTests) {
      await provideBrowser();
      await jest(count);
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    count.failed += 1;
  }
  process.exitCode = count.failed === 0 ? 0 : 1;
  console.log(`${count.passed} passed, ${count.failed} failed`);
}

/** Runs them one after the other up to the first that fails. Resolves to its exit code. */
async function runScripts(scripts) {
  for (const script of scripts) {
    const code = await run(npm('run', '--silent', script), 'inherit');
    if (code !== 0) return code;
  }
  return 0;
}

async function takeScreenshots() {
  await setUp();
  process.env.UPDATE_SCREENSHOTS = '1';
  process.exitCode = await run(
    npm(
      'run',
      '--silent',
      'jest',
      '--',
      '--selectProjects',
      'servers',
      '--testPathPatterns',
      'test/e2e/(lab|console|start)-page',
    ),
    'inherit',
  );
}

/**
 * Installs a browser if it can. Without one the other tests still run, and the browser tests fail with this message.
 */
async function provideBrowser() {
  if (findBrowser() !== undefined) return;
  const installation = browserInstallation();
  if (installation !== undefined)
    await step('Installing Chromium for the browser tests', installation).catch(() => undefined);
  if (findBrowser() === undefined) console.error(NO_BROWSER);
}

async function jest(count) {
  // A file for this run alone, because another run may be in progress.
  const results = path.join(root, `.state/jest-results.${process.pid}.json`);
  makeFolder(path.dirname(results));
  rmSync(results, { force: true });
  const code = await run(npm('run', '--silent', 'jest', '--', '--json', `--outputFile=${results}`, ...args), 'inherit');
  if (existsSync(results)) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    count.passed += numPassedTests;
    count.failed += numFailedTests + numRuntimeErrorTestSuites;
    rmSync(results, { force: true });
  }
  // Set-up or tear-down failed, which no test counts.
  if (code !== 0 && count.failed === 0) count.failed += 1;
}

/**
 * Replaces this process with another program. So there is no parent that could be killed without its child, and signals
 * and the exit code are those of the program.
 */
async function become(file, args) {
  const target = path.join(root, file);
  if (!existsSync(target)) fail(`There is no ${file}.`);
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGHUP');
  process.argv = [process.execPath, target, ...args];
  process.setSourceMapsEnabled(true);
  stopWithNpm();
  await import(pathToFileURL(target).href);
}

/**
 * Ends this process when npm is killed, because npm cannot pass that signal on. Otherwise the program would keep
 * running.
 */
function stopWithNpm() {
  const npmProcess = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === npmProcess) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 1_000);
  timer.unref();
}

/** The npm that runs this, or the one on PATH. */
function npm(...argv) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script, ...argv] : ['npm', ...argv];
}

/** Shows a title, runs a program quietly, and shows its time, or its output when it fails. */
async function step(title, argv) {
  const began = Date.now();
  const live = progress.isTTY;
  progress.write(live ? `- ${title} ...` : '');
  const output = [];
  const code = await run(argv, 'pipe', output);
  const line = `${code === 0 ? '✓' : '✗'} ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`;
  progress.write(`${live ? '\r' : ''}${line}\n`);
  if (code === 0) return;
  progress.write(`${Buffer.concat(output).toString('utf8').trimEnd()}\n`);
  throw new StepFailed(title);
}

function run([file, ...argv], stdio, output) {
  return new Promise((resolve) => {
    child = spawn(file, argv, { cwd: root, stdio: ['ignore', stdio, stdio] });
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => {
      output?.push(Buffer.from(`${error.message}\n`));
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}
