import { LabError } from './lab-error.js';

/** The part of a WebSocket that the lab uses; browsers and the package ws both have it. */
export interface LabWebSocket {
  /** 1 while it is open. */
  readonly readyState: number;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly reason: string }) => void): void;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}
export type LabWebSocketConstructor = new (url: string, protocols?: string | string[]) => LabWebSocket;

/** No caching and no cookies: neither is part of a task. */
export interface LabFetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly cache: 'no-store';
  readonly credentials: 'omit';
}

/** How the lab reaches the gateway. */
export interface LabTransport {
  fetch(url: URL, init: LabFetchInit): Promise<Response>;
  readonly WebSocket: LabWebSocketConstructor;
}

/** A browser's own. */
export function browserTransport(): LabTransport {
  const { WebSocket } = globalThis as { WebSocket?: LabWebSocketConstructor };
  if (WebSocket === undefined) throw new LabError('There is no WebSocket here.');
  return { fetch: (url, init) => fetch(url, init), WebSocket };
}
