import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { UPGRADE_HEADER_BYTES } from '../../ops/load/limits.js';
import type { UpgradeCredentials } from './connection-credentials.js';

/** Whether a request for an upgrade has more of target and headers than is taken. */
export function isTooLargeUpgrade({ rawHeaders, url = '' }: IncomingMessage): boolean {
  return rawHeaders.reduce((sum, text) => sum + text.length, url.length) > UPGRADE_HEADER_BYTES;
}

/** What a WebSocket keeps of the request that opened it until it is initialised. */
export function credentialsOfUpgrade({ headers, url }: FastifyRequest): UpgradeCredentials {
  return { authorization: headers.authorization, url, headers: { ...headers } };
}

/**
 * Lets go of what a request for an upgrade brought. The connection's counters, its response and the plugin that
 * upgraded it keep the request as long as the WebSocket is open; with its headers, and the buffer in which they
 * arrived, each would be tens of kilobytes.
 */
export function releaseUpgradeRequest(request: FastifyRequest): void {
  const { raw } = request;
  // That it was an upgrade is asked again when the connection is counted.
  raw.headers = { upgrade: 'websocket' };
  raw.rawHeaders = [];
  raw.url = '/graphql';
  request.query = {};
  for (const key of Object.getOwnPropertySymbols(raw)) {
    const values = raw as unknown as Record<symbol, unknown>;
    // @fastify/websocket has passed on by now what came behind the headers.
    if (key.description === 'ws-head') values[key] = Buffer.alloc(0);
  }
}
