import type { LogFile } from './log-file.js';

/** Thrown by operations in progress when the stack is stopped. No caller waits for their outcome. */
export class StackStopping extends Error {
  override readonly name = 'StackStopping';
}

/** A server was started and did not come up. It is gone. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';

  constructor(
    readonly server: string,
    readonly what: string,
    readonly log: LogFile,
  ) {
    super(`${server} ${what}`);
  }

  /** Whether another program took its port between the check and the start. */
  get portWasTaken(): boolean {
    return /address already in use|could not bind|EADDRINUSE|BindException/i.test(this.log.read());
  }
}
