/** Jest's global tear-down: ends the servers, and fails the run when anything of them stays. */
import { leftBehind } from './leaks.mjs';

async function stopServers() {
  if (globalThis.testStack === undefined) return;
  const { stack, urls, testDir } = globalThis.testStack;
  const pids = stack.pids();
  await stack.stop();
  const left = await leftBehind({ pids, urls, testDir });
  if (left.length > 0) throw new Error(`The tests left behind:\n${left.join('\n')}`);
}

export { stopServers as default };
