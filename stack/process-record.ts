import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, type ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import { terminate } from './terminate.js';

/** A server (or an installer) that must not outlive its stack. */
export interface RecordedProcess extends ProcessIdentity {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
}

/**
 * The processes of a stack, on disk, so that a process that finds the stack dead can end them. Each change is written
 * before the call returns: a process without a record would be left running when its parent is killed.
 */
export class ProcessRecord {
  private readonly entries = new Map<number, RecordedProcess>();

  constructor(private readonly file: string) {}

  add(entry: RecordedProcess): void {
    this.entries.set(entry.pid, entry);
    this.write();
  }

  remove(pid: number): void {
    if (this.entries.delete(pid)) this.write();
  }

  private write(): void {
    if (this.entries.size === 0) return rmSync(this.file, { force: true });
    writeFileSync(`${this.file}.new`, JSON.stringify([...this.entries.values()]), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

/** The recorded processes that still run. */
export function leftovers(file: string): RecordedProcess[] {
  return readRecord(file).filter(isRunning);
}

/** Ends every recorded process that still runs and forgets the record. Resolves to the names of those it ended. */
export async function reapLeftovers(file: string, graceMs: number): Promise<string[]> {
  const found = leftovers(file);
  await Promise.all(found.map((entry) => terminate(entry, { signal: entry.stopSignal, graceMs })));
  rmSync(file, { force: true });
  return found.map((entry) => entry.name);
}

function readRecord(file: string): RecordedProcess[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RecordedProcess[];
  } catch {
    // Absent, or torn by a full disk: no entry can be trusted.
    return [];
  }
}
