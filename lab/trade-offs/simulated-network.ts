/**
 * The model of a network, without clocks or timers of its own. Between client and gateway there are at most six
 * connections, as a browser opens on HTTP/1.1; each is opened at its first use, which costs one round trip (TCP; with
 * TLS 1.3 it would be two). A message takes its bytes' time on the line, which all messages in transit in that
 * direction share evenly, and half a round trip to arrive. Not in the model: loss, jitter, TCP's slow start. It
 * therefore flatters large answers.
 */
export const MAX_CONNECTIONS = 6;

/** The pool of connections. An exchange takes one and releases it at its end. */
export class Connections {
  #open = 0;
  #idle = 0;

  /** An idle connection, else a new one; undefined when all are busy. */
  take(): { readonly isNew: boolean } | undefined {
    if (this.#idle > 0) {
      this.#idle -= 1;
      return { isNew: false };
    }
    if (this.#open === MAX_CONNECTIONS) return undefined;
    this.#open += 1;
    return { isNew: true };
  }

  /** Kept open for the next exchange. */
  release(): void {
    this.#idle += 1;
  }
}

/** Milliseconds that `bytes` have the line for themselves. */
export function transmissionMs(bytes: number, kbps: number | undefined): number {
  return kbps === undefined ? 0 : (bytes * 8) / kbps;
}

/**
 * One direction of a line, shared evenly by the transfers under way. A transfer is done when the *service*
 * (milliseconds of undivided line that each transfer has been given so far) has grown by what the transfer needs.
 * Calls may be late, as timers are: what should have been done in between counts as done when it should have been.
 * `now` never goes back.
 */
export class SharedLine<Transfer> {
  readonly #kbps: number | undefined;
  readonly #underWay = new Map<Transfer, number>();
  #service = 0;
  #at = 0;

  constructor(kbps: number | undefined) {
    this.#kbps = kbps;
  }

  /** Call `settle(now)` first. */
  begin(transfer: Transfer, bytes: number, now: number): void {
    this.#give(now);
    this.#underWay.set(transfer, this.#service + transmissionMs(bytes, this.#kbps));
  }

  /** When the first current transfer will be done if no other begins before. */
  nextAt(): number | undefined {
    return this.#underWay.size === 0
      ? undefined
      : this.#at + Math.max(0, Math.min(...this.#underWay.values()) - this.#service) * this.#underWay.size;
  }

  /** Removes the finished transfers from the line, and returns them in the order in which they finished. */
  settle(now: number): Transfer[] {
    const done: Transfer[] = [];
    for (let at = this.nextAt(); at !== undefined && at <= now; at = this.nextAt()) {
      const least = Math.min(...this.#underWay.values());
      this.#give(at);
      for (const [transfer, service] of [...this.#underWay])
        if (service === least) {
          this.#underWay.delete(transfer);
          done.push(transfer);
        }
    }
    this.#give(now);
    return done;
  }

  #give(now: number): void {
    if (this.#underWay.size > 0) this.#service += Math.max(0, now - this.#at) / this.#underWay.size;
    this.#at = Math.max(this.#at, now);
  }
}
