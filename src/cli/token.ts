/** `npm run token -- --role owner`: prints a development token. */
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';
import { issueToken } from '../ops/identity/issue-token.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

const {
  values: { role, tenant, subject, hours },
} = commandLine(GATEWAY_COMMANDS.token);
await runCommand(async () => {
  const environment = readEnvironment(projectRoot());
  if (environment.identity.jwksUrl)
    throw new ConfigurationError('JWKS_URL is set, so tokens must come from your identity provider.');
  const secret = environment.identity.jwtSecret ?? (await installationSecrets(environment.stateDir)).jwtSecret;
  console.log(
    await issueToken(
      secret,
      { role, tenant, subject: subject ?? `${role}@${tenant}` },
      Number(hours) * 3600,
      environment.identity,
    ),
  );
});
