/** What must be gone after a test run: its servers, their ports, and whatever else works in the tests' state folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { URL } from 'node:url';

/** Resolves to a line for each process or listening port of the stopped stack that is still there. */
export async function leftBehind({ pids, urls, testDir }) {
  const embedded = Object.keys(pids);
  const ports = [
    ...(embedded.includes('postgres') ? [new URL(urls.databaseUrl).port] : []),
    ...(embedded.includes('mongodb') ? [new URL(urls.mongodbUrl).port] : []),
    ...(embedded.includes('kafka-1') ? urls.kafkaBrokers.map((broker) => broker.split(':')[1]) : []),
  ];
  const listening = await Promise.all(ports.map(isListening));
  return [
    ...embedded.filter((name) => isAlive(pids[name])).map((name) => `process ${pids[name]} (${name})`),
    ...ports.filter((_, index) => listening[index]).map((port) => `a server on port ${port}`),
    ...processesNaming(testDir),
  ];
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    socket.once('connect', () => resolve(true) ?? socket.destroy());
    socket.once('error', () => resolve(false));
  });
}

/** Looks through every command line; only Linux shows them without a further program. */
function processesNaming(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(`${folder}/`) ? [`process ${pid}: ${line.slice(0, 160)}`] : [];
      } catch {
        return [];
      }
    });
}
