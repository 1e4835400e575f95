import pg from 'pg';
import { DomainError } from '../../kernel/errors.js';
import { currentOperation } from '../../ops/operation-scope.js';
import { inCurrentContext } from '../../ops/work-context.js';
import { guardedClient } from './guarded-client.js';
import { ServerSilent, type ServerPulse } from './server-pulse.js';

type OnConnected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** How long a caller waits for a connection: one that is free, or a new one. */
const CONNECT_WITHIN_MS = 4_000;

export interface PoolOptions {
  readonly connectionString: string;
  readonly size: number;
  /** The server's settings for each session. */
  readonly options: string;
}

/** A pool whose callers never wait for long: neither for a connection, nor for a server that has fallen silent. */
export class GuardedPool extends pg.Pool {
  private readonly open = new Set<pg.PoolClient>();

  constructor(
    { connectionString, size, options }: PoolOptions,
    private readonly pulse: ServerPulse,
  ) {
    super({
      connectionString,
      options,
      max: size,
      Client: guardedClient(pulse),
      application_name: 'graphql-gateway',
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    } as pg.PoolConfig);
    this.on('connect', (client) => {
      this.open.add(client);
      // The statement under way fails as well. Without a listener, a client in use whose connection fails would end the
      // process.
      client.on('error', () => undefined);
    });
    this.on('remove', (client) => void this.open.delete(client));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnected): void;
  override connect(callback?: OnConnected): Promise<pg.PoolClient> | void {
    if (callback === undefined) return this.connected();
    // A waiting caller is served by whoever returns a client. Its callback still runs, and is counted, as its own.
    const bound = inCurrentContext(callback);
    this.connected().then(
      (client) => bound(undefined, client, (release) => client.release(release as boolean | Error | undefined)),
      (error: Error) => bound(error, undefined, () => undefined),
    );
  }

  /** Ends every connection: each may be of the kind that nothing comes through any more. */
  loseAll(): void {
    for (const client of this.open)
      (
        client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
      ).connection.stream.destroy();
  }

  private async connected(): Promise<pg.PoolClient> {
    if (this.pulse.isDown) throw new ServerSilent('The database server does not answer');
    try {
      // One that is free is there at once.
      return await (this.idleCount > 0 && this.waitingCount === 0 ? super.connect() : forOperation(super.connect()));
    } catch (error) {
      // An operation that is over says nothing of the server.
      if (!(error instanceof DomainError)) this.pulse.suspect();
      throw error;
    }
  }
}

/** The connection that the operation waits for, while it waits: one that comes later goes back. */
function forOperation(connecting: Promise<pg.PoolClient>): Promise<pg.PoolClient> {
  const operation = currentOperation();
  if (operation === undefined) return connecting;
  return new Promise((resolve, reject) => {
    const giveUp = (reason: Error) => {
      reject(reason);
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
    };
    if (operation.over !== undefined) return giveUp(operation.over);
    const unwatch = operation.whenOver(giveUp);
    void connecting.finally(unwatch).then(resolve, reject);
  });
}
