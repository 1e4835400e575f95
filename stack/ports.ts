import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below the range from which operating systems choose ports for outgoing connections. */
const FIRST = 20_000;
const LAST = 31_999;
const TRIES = 200;

/**
 * The ports of a state folder's servers. A port is chosen at random, kept for as long as it is free at each start,
 * and chosen again when another program listens there. Two checkouts therefore end up with different ports.
 */
export class Ports {
  private readonly chosen: Record<string, number>;

  constructor(private readonly file: string) {
    this.chosen = readPorts(file);
  }

  /** A port that is free now for each name. Throws when the machine has none left. */
  async take<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
    for (const name of names) {
      const kept = this.chosen[name];
      if (kept === undefined || !(await isFree(kept))) this.chosen[name] = await this.choose();
    }
    this.write();
    return Object.fromEntries(names.map((name) => [name, this.chosen[name]])) as Record<Name, number>;
  }

  /** Forgets the ports of `names`, which turned out not to be free. */
  giveUp(names: readonly string[]): void {
    for (const name of names) delete this.chosen[name];
  }

  private async choose(): Promise<number> {
    const ours = new Set(Object.values(this.chosen));
    for (let tries = 0; tries < TRIES; tries += 1) {
      const port = randomInt(FIRST, LAST + 1);
      if (!ours.has(port) && (await isFree(port))) return port;
    }
    throw new Error(`Found no free port between ${FIRST} and ${LAST}`);
  }

  private write(): void {
    writeFileSync(this.file, JSON.stringify(this.chosen), { mode: 0o600 });
  }
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
