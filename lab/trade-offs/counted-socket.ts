import { frameBytes, utf8Bytes } from './http-bytes.js';
import type { LabWebSocketConstructor } from './transport.js';

/** The bytes that have passed over a WebSocket so far, its opening included. */
export interface SocketBytes {
  up: number;
  down: number;
}

const SUBPROTOCOL = 'graphql-transport-ws';
const OPEN = 1;
const KEY_LENGTH = 24;
const ACCEPT_LENGTH = 28;

/**
 * A WebSocket that counts into `bytes`. The opening has the size that RFC 6455 requires without extensions. Headers
 * that a browser adds are hidden from scripts and are not counted. `onMessage` receives the size of each message;
 * `onClose` is called when the connection is gone.
 */
export function countedSocket(
  Base: LabWebSocketConstructor,
  bytes: SocketBytes,
  onMessage: (bytes: number) => void,
  onClose: () => void,
): LabWebSocketConstructor {
  return class extends Base {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      const { host, pathname, search } = new URL(url);
      bytes.up += utf8Bytes(openingRequest(host, `${pathname}${search}`));
      this.addEventListener('open', () => void (bytes.down += utf8Bytes(openingAnswer())));
      this.addEventListener('message', ({ data }) => {
        const size = frameBytes(utf8Bytes(String(data)), false);
        bytes.down += size;
        onMessage(size);
      });
      this.addEventListener('close', ({ reason }) => {
        bytes.down += frameBytes(2 + utf8Bytes(reason), false);
        onClose();
      });
    }

    override send(data: string): void {
      bytes.up += frameBytes(utf8Bytes(data), true);
      super.send(data);
    }

    override close(code = 1000, reason = ''): void {
      if (this.readyState === OPEN) bytes.up += frameBytes(2 + utf8Bytes(reason), true);
      super.close(code, reason);
    }
  };
}

function openingRequest(host: string, target: string): string {
  return lines(
    `GET ${target} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${'k'.repeat(KEY_LENGTH)}`,
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  );
}

function openingAnswer(): string {
  return lines(
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${'a'.repeat(ACCEPT_LENGTH)}`,
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n\r\n`;
}
