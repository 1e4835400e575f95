import type { WebSocket } from 'ws';
import type { Caller } from '../../ops/identity/callers.js';
import type { RequestCost } from '../../ops/work-context.js';
import type { UpgradeCredentials } from './connection-credentials.js';
import type { GuardedSocket } from './guarded-socket.js';
import type { IncomingMessage } from './incoming-message.js';
import type { PlannedMessages } from './planned/planned-messages.js';

/** The caller of an initialised connection, and the timer that closes it when its token expires. */
interface Connection {
  readonly caller: Caller;
  readonly expiry: NodeJS.Timeout | undefined;
}

/**
 * The state of a connection: `extra` of graphql-ws. It is a type alias, because graphql-ws requires a type that is
 * assignable to a record.
 */
export type SocketState = {
  readonly guard: GuardedSocket;
  readonly socket: WebSocket;
  /** See FastifyRequest.clientAddress. */
  readonly clientAddress: string;
  readonly cost: RequestCost;
  /** Functions that release the resources of the running operations. */
  readonly operations: Set<() => void>;
  /** The texts of planned answers, from their result to their message. */
  readonly planned: PlannedMessages;
  /** The credentials of the upgrade request. Undefined after the connection is initialised. */
  upgrade: UpgradeCredentials | undefined;
  /** The message that is currently passed to graphql-ws. */
  received: ReceivedMessage | undefined;
  connection: Connection | undefined;
};
/** A received message, with its size in bytes and the tokens that it took from the connection's message budget. */
export interface ReceivedMessage {
  readonly message: IncomingMessage;
  readonly bytes: number;
  readonly tokens: number;
}
