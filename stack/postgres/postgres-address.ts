import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StateFolder } from '../state-folder.js';

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
