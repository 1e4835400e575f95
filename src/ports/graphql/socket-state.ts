import type { WebSocket } from 'ws';
import type { Caller } from '../../ops/identity/callers.js';
import type { RequestCost } from '../../ops/work-context.js';
import type { UpgradeCredentials } from './connection-credentials.js';
import type { GuardedSocket } from './guarded-socket.js';
import type { IncomingMessage } from './incoming-message.js';
import type { PlannedMessages } from './planned/planned-messages.js';

/** What is known of a connection once it is initialised. */
interface Connection {
  readonly caller: Caller;
  readonly expiry: NodeJS.Timeout | undefined;
}

/** The data of a connection. It is a type alias, because graphql-ws requires a type that is assignable to a record. */
export type SocketState = {
  readonly guard: GuardedSocket;
  readonly socket: WebSocket;
  readonly ip: string;
  readonly cost: RequestCost;
  /** What gives back what the operations that run have taken. */
  readonly operations: Set<() => void>;
  /** The texts of planned answers, from their result to their message. */
  readonly planned: PlannedMessages;
  /** What the upgrade request brought, until the connection is initialised. */
  upgrade: UpgradeCredentials | undefined;
  /** The message that is currently passed to graphql-ws. */
  received: ReceivedMessage | undefined;
  connection: Connection | undefined;
};
/** A message that has come in, with its size and what it has taken of the connection's budget of messages. */
export interface ReceivedMessage {
  readonly message: IncomingMessage;
  readonly bytes: number;
  readonly tokens: number;
}
