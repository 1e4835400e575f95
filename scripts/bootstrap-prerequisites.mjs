/**
 * Checks, before downloads that take minutes, whether the programs of the embedded servers are installed. Their
 * versions are checked when the servers start. A server that the environment replaces needs no program.
 */
import { spawnSync } from 'node:child_process';

const NEEDS = [
  {
    replacedBy: 'KAFKA_BROKERS',
    title: 'Java (JDK 17 or newer)',
    anyOf: ['"${JAVA_HOME:-/nowhere}/bin/java"', 'java'],
  },
  { replacedBy: 'KAFKA_BROKERS', title: 'Maven (mvn)', anyOf: ['mvn'] },
  {
    replacedBy: 'MONGODB_URL',
    title: 'Python 3.10 or newer',
    anyOf: ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'],
  },
];

/** The message to stop with, or undefined when nothing is missing. */
export function missingPrerequisites(environment = process.env) {
  const missing = NEEDS.filter(({ replacedBy, anyOf }) => !environment[replacedBy] && !isFound(anyOf, environment));
  if (missing.length === 0) return undefined;
  return [
    'The embedded servers require programs that this machine does not have:',
    ...missing.map(({ title, replacedBy }) => `  - ${title}, unless ${replacedBy} names an existing server`),
    'Install them (Debian: apt-get install openjdk-17-jre-headless maven python3-pip; macOS: brew install openjdk maven python),',
    'or run everything in containers with `docker compose up`.',
  ].join('\n');
}

function isFound(programs, environment) {
  const script = programs.map((program) => `command -v ${program}`).join(' || ');
  return spawnSync('/bin/sh', ['-c', script], { env: environment, stdio: 'ignore' }).status === 0;
}
