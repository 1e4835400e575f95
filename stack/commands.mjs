/** The commands that run the embedded servers, as src/cli/commands.mjs has those of the gateway. */
import { command } from '../src/cli/command-description.mjs';

export const STACK_COMMANDS = {
  start: command({
    run: 'npm start',
    about: 'Installs what is missing, starts the servers and the gateway, and restarts a gateway that dies.',
    usage: ['[--brokers 1|3] [--gateways N] [--monitoring]'],
    options: {
      brokers: {
        help: 'Kafka brokers; each number has a log of its own',
        value: 'N',
        choices: ['1', '3'],
        default: '1',
      },
      monitoring: { help: 'start Prometheus and Alertmanager too, with the alerts of ops/prometheus' },
      gateways: { help: 'gateways behind one URL', value: 'N', integer: [1, 5], default: '1' },
    },
    file: 'dist/stack/cli/start.js',
  }),
  dev: command({
    run: 'npm run dev',
    about:
      'Starts the same as npm start, and restarts the gateway after each save in src/, schema.graphql or package.json. The servers keep running.',
    file: 'dist/stack/cli/dev.js',
  }),
  'running-totals': command({
    run: 'npm run running-totals',
    about:
      'Runs a Kafka Streams program that adds up the running figures from the topics of events, exactly once, into the topic running-totals, until it is stopped. It needs JDK 17 and Maven.',
    servers: ['kafkaBrokers'],
    file: 'dist/stack/cli/running-totals.js',
  }),
  dashboards: command({
    run: 'npm run dashboards',
    about: "Writes Grafana's dashboards to ops/grafana/dashboards from stack/dashboards.",
    usage: ['[--check]'],
    options: { check: { help: 'write nothing; fail when a file would change' } },
    file: 'dist/stack/cli/dashboards.js',
  }),
  'stack-reset': command({
    run: 'npm run stack:reset',
    about:
      'Deletes all data of the embedded servers, the mailbox and the secrets of this checkout. Downloads stay, unless --all is given.',
    usage: ['[--yes] [--all]'],
    options: {
      yes: { help: 'do not ask for confirmation; required without a terminal', short: 'y' },
      all: { help: 'delete the downloaded servers too' },
    },
    file: 'dist/stack/cli/stack-reset.js',
  }),
};
