import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const ROTATE_BYTES = 5 * 1024 * 1024;
const TAIL_LINES = 12;

/** A server's log. Servers write to it directly, so it outlives the process that started them. */
export interface LogFile {
  readonly path: string;
  /** The text written since it was opened. */
  read(): string;
  /** The last lines written since it was opened, for messages to people. */
  tail(): string;
  /** Runs `use` with a descriptor to append to it. */
  withDescriptor<T>(use: (descriptor: number) => T): T;
}

/** Opens a log for appending; a large one is first moved aside, so a folder contains at most two. */
export function openLog(logsDir: string, name: string): LogFile {
  const file = path.join(logsDir, `${name}.log`);
  let from = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (from > ROTATE_BYTES) {
    renameSync(file, `${file}.1`);
    from = 0;
  }
  const read = (): string => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= from) return '';
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(size - from);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, from));
    } finally {
      closeSync(descriptor);
    }
  };
  return {
    path: file,
    read,
    tail: () =>
      read()
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-TAIL_LINES)
        .map((line) => `  | ${line}`)
        .join('\n'),
    withDescriptor(use) {
      const descriptor = openSync(file, 'a', 0o600);
      try {
        return use(descriptor);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
