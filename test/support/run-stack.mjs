/**
 * A stand-in for the gateway in the tests of the stack: a process that starts an embedded stack with the options given
 * as JSON, reports on standard output, one JSON value a line, and stops when told on standard input.
 */
import { createInterface } from 'node:readline';
import { createEmbeddedStack } from '../../dist/stack/embedded-stack.js';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
// As the gateway does while it drains.
process.on('SIGINT', () => say({ event: 'interrupted' }));

const { guarded, ...options } = JSON.parse(process.argv[2]);
const stack = createEmbeddedStack({ ...options, onProgress: (step) => say({ event: 'progress', step }) });
createInterface({ input: process.stdin }).on('line', async () => {
  await stack.stop();
  say({ event: 'stopped' });
  process.exit(0);
});
try {
  const urls = await stack.start();
  if (guarded !== undefined) stack.guard([guarded]);
  say({ event: 'started', urls, pids: stack.pids() });
} catch (error) {
  say({ event: 'failed', problem: error.problem ?? String(error), hint: error.hint });
  process.exit(1);
}
