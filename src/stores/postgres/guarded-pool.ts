import pg from 'pg';
import { DomainError } from '../../kernel/errors.js';
import { currentOperation } from '../../ops/operation-scope.js';
import { inCurrentContext } from '../../ops/work-context.js';
import { loseConnection } from './cancel.js';
import { guardedClient, type OnStatement } from './guarded-client.js';
import { ServerUnresponsiveError, type ServerPulse } from './server-pulse.js';

type OnConnected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/**
 * The longest wait for a connection, one that is free or a new one. A request's deadline, and the pulse of a server that
 * has fallen silent, end it much earlier. A shorter wait would call a busy machine an unreachable server.
 */
const CONNECT_WITHIN_MS = 20_000;
/** A new session has to learn each statement again: PostgreSQL plans its first five executions one by one. */
const IDLE_MS = 60_000;
/** How long a caller waits while all connections are in use by others. */
const FREE_WITHIN_MS = 4_000;
const RETRY_AFTER_SECONDS = 2;

/** What every connection of the gateway has in common. */
export const GATEWAY_CLIENT = {
  application_name: 'graphql-gateway',
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

interface PoolOptions {
  readonly connectionString: string;
  readonly size: number;
  /** The server's settings for each session. */
  readonly options: string;
  readonly onStatement: OnStatement | undefined;
}

/**
 * A pool whose callers never wait for long for a server that has fallen silent, nor while others use all connections:
 * OVERLOADED then.
 */
export class GuardedPool extends pg.Pool {
  private readonly open = new Set<pg.PoolClient>();
  /** Connections that are being made. */
  private beginning = 0;

  constructor(
    { connectionString, size, options, onStatement }: PoolOptions,
    private readonly pulse: ServerPulse,
  ) {
    super({
      connectionString,
      options,
      max: size,
      idleTimeoutMillis: IDLE_MS,
      Client: guardedClient(pulse, onStatement),
      ...GATEWAY_CLIENT,
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
    // A waiting caller gets the client that another caller returns. Its callback still runs, and is counted, in its own
    // context.
    const bound = inCurrentContext(callback);
    this.connected().then(
      (client) => bound(undefined, client, (release) => client.release(release as boolean | Error | undefined)),
      (error: Error) => bound(error, undefined, () => undefined),
    );
  }

  /** Ends every connection: each may be of the kind that nothing comes through any more. */
  loseAll(): void {
    for (const client of this.open) loseConnection(client);
  }

  private connected(): Promise<pg.PoolClient> {
    if (this.pulse.isDown) return Promise.reject(new ServerUnresponsiveError('The database server does not answer'));
    if (this.idleCount === 0 || this.waitingCount > 0) return this.connectedLater();
    // One that is free is there at once. With a callback, the pool makes no promises of its own.
    return new Promise((resolve, reject) =>
      super.connect((error, client) => (client === undefined ? reject(this.suspected(error)) : resolve(client))),
    );
  }

  private async connectedLater(): Promise<pg.PoolClient> {
    try {
      const isNew = this.totalCount < this.options.max;
      return await this.waited(super.connect(), isNew);
    } catch (error) {
      throw this.suspected(error);
    }
  }

  /** The failure of a connection, whose server may be silent. An operation that is over says nothing of the server. */
  private suspected<T>(error: T): T {
    if (!(error instanceof DomainError)) this.pulse.suspect();
    return error;
  }

  /**
   * Ends the wait when the caller's operation is over, the server is silent, or others use all connections for too long.
   * A connection that comes later goes back.
   */
  private waited(connecting: Promise<pg.PoolClient>, isNew: boolean): Promise<pg.PoolClient> {
    const operation = currentOperation();
    return new Promise((resolve, reject) => {
      const giveUp = (reason: Error) => {
        unwatch();
        reject(reason);
        connecting.then(
          (client) => client.release(),
          () => undefined,
        );
      };
      const patience = isNew
        ? undefined
        : setInterval(() => this.beginning === 0 && giveUp(allInUse()), FREE_WITHIN_MS);
      const unwatchPulse = this.pulse.watch({ abandon: giveUp });
      const unwatchOperation = operation?.whenOver(giveUp);
      const unwatch = () => {
        unwatchPulse();
        unwatchOperation?.();
        clearInterval(patience);
      };
      if (isNew) {
        this.beginning += 1;
        const begun = () => void (this.beginning -= 1);
        connecting.then(begun, begun);
      }
      if (operation?.over !== undefined) return giveUp(operation.over);
      void connecting.finally(unwatch).then(resolve, reject);
    });
  }
}

function allInUse(): DomainError {
  return new DomainError('OVERLOADED', undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
