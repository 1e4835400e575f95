import { ConfigurationError } from './configuration-error.js';

/** Where the three servers are found, embedded or not. */
export interface ServerUrls {
  readonly databaseUrl: string;
  readonly mongodbUrl: string;
  readonly kafkaBrokers: readonly string[];
}

const VARIABLES = { databaseUrl: 'DATABASE_URL', mongodbUrl: 'MONGODB_URL', kafkaBrokers: 'KAFKA_BROKERS' } as const;

/**
 * The URLs of the servers that a program needs. Throws ConfigurationError with the variables that are not set: the
 * gateway and its commands start no servers.
 */
export function serverUrls<Server extends keyof ServerUrls>(
  given: { readonly [Each in Server]: ServerUrls[Each] | undefined },
  needed: readonly Server[],
): Pick<ServerUrls, Server> {
  const missing = needed.filter((server) => given[server] === undefined).map((server) => VARIABLES[server]);
  if (missing.length > 0)
    throw new ConfigurationError(
      `Set ${missing.join(', ')} to existing servers. \`npm start\` and the npm commands set them to the servers that they run.`,
    );
  return Object.fromEntries(needed.map((server) => [server, given[server]])) as Pick<ServerUrls, Server>;
}

/** The variables that give these URLs to another program. */
export function serverVariables(urls: Partial<ServerUrls>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(urls).map(([server, url]) => [VARIABLES[server as keyof ServerUrls], String(url)]),
  );
}
