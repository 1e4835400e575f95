const gathered = Symbol('gathered messages');

/** pg's own connection, as far as it sends messages. */
export interface SendingConnection {
  _send(message: Buffer): boolean;
  [gathered]?: Buffer[] | undefined;
}

/** Larger messages are not worth a copy. */
const MOST_BYTES = 65_536;

/** Prepares a connection for the functions below. */
export function gatherMessages(connection: SendingConnection): void {
  const send = connection._send.bind(connection);
  connection[gathered] = undefined;
  connection._send = (message) => {
    const messages = connection[gathered];
    return messages === undefined ? send(message) : messages.push(message) > 0;
  };
}

/** Has the messages of each turn of the event loop written together, on a connection that is prepared. */
export function oneWriteEachTurn(connection: SendingConnection): void {
  const send = connection._send.bind(connection);
  const flush = () => {
    const messages = connection[gathered] ?? [];
    connection[gathered] = undefined;
    sendTogether(messages, send);
  };
  connection._send = (message) => {
    if (connection[gathered] === undefined) {
      connection[gathered] = [];
      setImmediate(flush);
    }
    return send(message);
  };
}

/**
 * Has the messages that `send` sends written together. pg corks the stream, so they would be one system call of five
 * buffers, which takes a third longer than one of one buffer. Of a small read, system calls take a quarter of the time.
 */
export function inOneWrite(connection: SendingConnection, send: () => void): void {
  // Within another call of this function, the messages are gathered already.
  if (connection[gathered] !== undefined) return send();
  const messages: Buffer[] = [];
  connection[gathered] = messages;
  try {
    send();
  } finally {
    connection[gathered] = undefined;
  }
  sendTogether(messages, (message) => connection._send(message));
}

function sendTogether(messages: readonly Buffer[], send: SendingConnection['_send']): void {
  const bytes = messages.reduce((sum, { length }) => sum + length, 0);
  for (const message of bytes > MOST_BYTES ? messages : [Buffer.concat(messages, bytes)]) send(message);
}
