import WebSocket from 'ws';
import type { LabTransport, LabWebSocketConstructor } from './transport.js';

/** Offers no extensions: the gateway would accept none, and the opening is as small as the lab counts it. */
class PlainWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
}

/** Node's fetch, and the WebSocket of the package ws: Node 20 has none of its own. For Node only. */
export function nodeTransport(): LabTransport {
  return { fetch: (url, init) => fetch(url, init), WebSocket: PlainWebSocket as unknown as LabWebSocketConstructor };
}
