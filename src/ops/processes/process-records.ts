import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { withLockFile } from './lock-file.mjs';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.mjs';

/*
 * Records of running processes in a state folder, for commands in other terminals. A record names the process that
 * wrote it, and is void once that process has ended for any reason. Several processes may share a folder (gateways on
 * given servers). Each writes and removes only its own record. The file is the oldest record and contains the later
 * ones. It is read and written under a lock of its own.
 */

export interface ProcessRecord {
  readonly owner: ProcessIdentity;
}

/** Writes the record of this process, or replaces it. */
export function writeRecord<Record extends ProcessRecord>(file: string, content: Omit<Record, 'owner'>): void {
  change(file, (records) => [...records.filter(({ owner }) => !isOwn(owner)), { owner: ownIdentity(), ...content }]);
}

/** Removes the record of this process. */
export function removeRecord(file: string): void {
  change(file, (records) => records.filter(({ owner }) => !isOwn(owner)));
}

/** The records of running processes, the oldest first. */
export function readRecords<Record extends ProcessRecord>(file: string): readonly Record[] {
  try {
    const { later = [], ...oldest } = JSON.parse(readFileSync(file, 'utf8')) as Record & {
      readonly later?: readonly Record[];
    };
    return [oldest as unknown as Record, ...later].filter(({ owner }) => isRunning(owner));
  } catch {
    // Absent, or torn by a full disk.
    return [];
  }
}

/** Does `work`, which is short, while no process can write a record into this file. */
export function withRecordLock<T>(file: string, work: () => T): T {
  return withLockFile(`${file}.lock`, work);
}

/** The file changes atomically, and only its owner can read it: URLs may contain a password. */
function change(file: string, next: (records: readonly ProcessRecord[]) => readonly ProcessRecord[]): void {
  withRecordLock(file, () => {
    const [oldest, ...later] = next(readRecords(file));
    if (oldest === undefined) return rmSync(file, { force: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ ...oldest, ...(later.length > 0 && { later }) }), { mode: 0o600 });
    renameSync(draft, file);
  });
}

const isOwn = ({ pid, startedAt }: ProcessIdentity) => pid === process.pid && startedAt === ownIdentity().startedAt;
