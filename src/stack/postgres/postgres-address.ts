import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stateFolder, type StateFolder } from '../state-folder.js';

export const POSTGRES_USER = 'gateway';
export const POSTGRES_DATABASE = 'gateway';

/** Where the password of the embedded PostgreSQL is kept. */
export function postgresPasswordFile(folder: StateFolder): string {
  return path.join(folder.postgres, 'password');
}

/** The URL of the embedded PostgreSQL that listens on `port`. */
export function postgresAddress(folder: StateFolder, port: number | undefined): string {
  const password = readFileSync(postgresPasswordFile(folder), 'utf8').trim();
  return `postgresql://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${POSTGRES_DATABASE}`;
}

/** The URL of the embedded PostgreSQL of a state folder, which its gateway runs; undefined when it has never been started there. */
export function runningPostgres(stateDir: string): string | undefined {
  const folder = stateFolder(stateDir);
  if (!existsSync(folder.portsFile) || !existsSync(postgresPasswordFile(folder))) return undefined;
  const port = (JSON.parse(readFileSync(folder.portsFile, 'utf8')) as Record<string, number>)['postgres'];
  return port === undefined ? undefined : postgresAddress(folder, port);
}
