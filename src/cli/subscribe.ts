/**
 * `npm run subscribe -- --role owner 'subscription { ... }'`: prints each result of a subscription as a line of JSON.
 */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import type { MemberRole } from '../kernel/viewer.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';
import { issueToken } from '../ops/identity/issue-token.js';
import { gatewayUrl } from './gateway-url.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

const {
  values,
  positionals: [query = ''],
} = commandLine(GATEWAY_COMMANDS.subscribe);
await runCommand(async () => {
  const role: MemberRole | undefined = values.role;
  const count = Number(values.count ?? Number.POSITIVE_INFINITY);
  const environment = readEnvironment(projectRoot());
  const secret = environment.identity.jwtSecret ?? (await installationSecrets(environment.stateDir)).jwtSecret;
  const token =
    values.token ??
    (role &&
      (await issueToken(
        secret,
        { role, tenant: values.tenant, subject: `${role}@${values.tenant}` },
        12 * 3600,
        environment.identity,
      )));
  const url = values.url ?? `${gatewayUrl(environment).replace('http', 'ws')}/graphql`;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token && { connectionParams: { authorization: `Bearer ${token}` } }),
  });
  process.once('SIGINT', () => void client.dispose());
  try {
    let seen = 0;
    for await (const result of client.iterate({ query })) {
      console.log(JSON.stringify(result));
      if (result.errors) process.exitCode = 1;
      if ((seen += 1) >= count) break;
    }
  } catch (error) {
    throw new ConfigurationError(`The subscription ended: ${reasonOf(error, url)}`);
  } finally {
    await client.dispose();
  }
});

function reasonOf(error: unknown, url: string): string {
  if (Array.isArray(error)) return JSON.stringify(error);
  if (typeof error === 'object' && error !== null && 'reason' in error && 'code' in error)
    return `${String(error.code)} ${String(error.reason)}`;
  return `${url} does not respond. Check that the gateway is running.`;
}
