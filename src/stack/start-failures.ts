import type { LogFile } from './log-file.js';

/** Thrown at whatever is under way when the stack is told to stop; nobody is waiting for its outcome. */
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

  /** Somebody took its port between our look and its start. */
  get portWasTaken(): boolean {
    return /address already in use|could not bind|EADDRINUSE|BindException/i.test(this.log.read());
  }
}
