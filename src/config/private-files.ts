import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { FolderProblem, makeFolder } from './folders.mjs';

const FOLDER = 0o700;
const FILE = 0o600;

/** The entries that the gateway, its servers and its commands create in a state folder. */
const OURS =
  /^(logs|servers|postgres|mongodb|kafka|monitoring|mailbox|bench|soak|test|migration|schemathesis|schemathesis-venv|secrets\.json.*|simulated-payments\.jsonl|setup\.lock.*|stack\..*|running-.*|jest-results\..*|\.removed-.*)$/;
const SERVERS = /^(logs|servers|postgres|mongodb|kafka|monitoring|mailbox)$/;
/**
 * Their files hold what nobody else may read; the folders of servers are the servers' own matter, and closed with the
 * state folder.
 */
const WITH_FILES = new Set(['logs', 'mailbox']);

/**
 * Creates a state folder that only its owner can read, or removes the access of others to an existing one. The folder
 * itself is closed when nothing in it belongs to another user (STATE_DIR may name a shared folder, such as /tmp). The
 * gateway's files in it are always closed. Files of another user are left as they are, except for root. Throws
 * ConfigurationError when the folder cannot be created or used.
 */
export function ensurePrivateStateFolder(stateDir: string): void {
  ensureStateFolder(stateDir);
  if (isOurs(stateDir)) close(stateDir);
  for (const name of readdirSync(stateDir).filter((entry) => OURS.test(entry))) {
    const file = path.join(stateDir, name);
    close(file);
    if (WITH_FILES.has(name) && lstatSync(file).isDirectory())
      for (const inside of readdirSync(file)) close(path.join(file, inside));
  }
}

/**
 * Lets other users traverse a state folder to their own files, without reading it. It is for a server that has to run
 * as another user. When the parent folder is a state folder too, it is opened in the same way.
 */
export function allowTraversal(stateDir: string): void {
  for (const dir of [stateDir, path.dirname(stateDir)]) if (isOurs(dir)) chmodSync(dir, 0o711);
}

/** Makes a state folder unless it exists. Throws ConfigurationError. */
export function ensureStateFolder(stateDir: string): void {
  try {
    makeFolder(stateDir);
  } catch (error) {
    throw error instanceof FolderProblem
      ? new ConfigurationError(
          `STATE_DIR: ${stateDir} ${error.message}. Set it to a writable folder: STATE_DIR=/some/folder`,
        )
      : error;
  }
}

/** Whether a state folder may have an entry of this name. */
export const isStateEntry = (name: string): boolean => OURS.test(name);

/** Whether an entry of this name belongs to servers; others may be state folders themselves. */
export const isServerEntry = (name: string): boolean => SERVERS.test(name);

/**
 * Whether this is a state folder. It may have any name; it has logs and servers, and only the gateway's files.
 */
export function isStateFolder(dir: string): boolean {
  if (lstatSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  const names = readdirSync(dir);
  return names.includes('logs') && names.includes('servers') && names.every(isStateEntry);
}

const isOurs = (dir: string) => readdirSync(dir).every((name) => OURS.test(name));

/**
 * Removes the permissions of other users. Links are not followed, because their targets do not belong to the gateway.
 */
function close(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || (!found.isDirectory() && !found.isFile()) || (found.mode & 0o077) === 0) return;
  const user = process.getuid?.();
  if (user !== found.uid && user !== 0) return;
  chmodSync(file, found.isDirectory() ? FOLDER : found.mode & FILE);
}
