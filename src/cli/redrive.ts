/** `npm run redrive -- GROUP`: gives a consumer group its dead letters once more; the running gateways apply them. */
import { ConfigurationError } from '../config/configuration-error.js';
import type { RedriveOutcome } from '../contracts/dead-letter.js';
import { redriveGroup, UnknownGroupError } from '../events/consume/redrive-group.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { letters, whyLeft } from './redrive-text.js';
import { runCommand } from './run-command.js';
import { withKafka } from './with-kafka.js';

const {
  values,
  positionals: [group = ''],
} = commandLine(GATEWAY_COMMANDS.redrive);
await runCommand(() =>
  withKafka('redrive', async (client, logger) => {
    const { 'dry-run': dryRun = false, force = false } = values as { 'dry-run'?: boolean; force?: boolean };
    const { redriven, left, isPartial } = await redriveGroup({ client, group, logger, dryRun, force }).catch(
      rethrowRedriveError,
    );
    const stays = Object.entries(left) as [RedriveOutcome, number][];
    if (redriven === 0 && stays.length === 0) return console.log(`${group} has no dead letters.`);
    console.log(
      dryRun ? `Would send ${letters(redriven)} to ${group} again.` : `Sent ${letters(redriven)} to ${group} again.`,
    );
    for (const [outcome, count] of stays)
      console.log(`${letters(count)} stay${count === 1 ? 's' : ''}: ${whyLeft(outcome)}.`);
    if (isPartial) console.log('There are more dead letters. Run the command again.');
  }),
);

function rethrowRedriveError(error: unknown): never {
  throw error instanceof UnknownGroupError
    ? new ConfigurationError(`${error.message}. Check the name of the group.`)
    : error;
}
