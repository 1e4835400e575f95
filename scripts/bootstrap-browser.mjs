/** The browser of the browser tests: an installed one, or instructions to install one. */
import { spawnSync } from 'node:child_process';

const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const INSTALL_WITHIN_S = 600;

/** The path of a Chromium: CHROMIUM_PATH, or the first that is installed. Undefined when there is none. */
export function findBrowser(environment = process.env) {
  const candidates = environment.CHROMIUM_PATH ? [environment.CHROMIUM_PATH] : PROGRAMS;
  for (const candidate of candidates) {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', candidate], {
      env: environment,
      encoding: 'utf8',
    });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** The command that installs a browser without questions. It exists for root on Debian and similar systems. */
export function browserInstallation(environment = process.env, isRoot = process.getuid?.() === 0) {
  if (
    !isRoot ||
    environment.CHROMIUM_PATH ||
    spawnSync('/bin/sh', ['-c', 'command -v apt-get && command -v timeout'], { env: environment }).status !== 0
  )
    return undefined;
  const script = 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium';
  return ['timeout', String(INSTALL_WITHIN_S), '/bin/sh', '-c', script];
}

/** The instructions for a person without a browser. */
export const NO_BROWSER = [
  'The browser tests require Chromium or Chrome. None is installed, or CHROMIUM_PATH does not name one.',
  'Install it (Debian: apt-get install chromium; macOS: brew install --cask google-chrome),',
  'or set its path: CHROMIUM_PATH=/path/to/chrome npm test',
].join('\n');
