import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { openLog } from './log-file.js';

const LAST_LINES = 80;

/**
 * Appends the last output of a process to the log `name`, below a line that says when and how it ended. Returns the
 * file. When the file cannot be written, calls `print` and does not throw: an error here must not end the keeper of
 * the process.
 */
export function keepLastOutput(options: {
  readonly logsDir: string;
  readonly name: string;
  readonly heading: string;
  readonly output: string;
  readonly print: (line: string) => void;
}): string {
  const { logsDir, name, heading, output, print } = options;
  const lines = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  const file = path.join(logsDir, `${name}.log`);
  try {
    mkdirSync(logsDir, { recursive: true, mode: 0o700 });
    appendFileSync(openLog(logsDir, name).path, `==== ${new Date().toISOString()} ${heading}\n${lines}\n\n`, {
      mode: 0o600,
    });
  } catch (error) {
    print(`The last output could not be written to ${file}: ${(error as Error).message}`);
  }
  return file;
}
