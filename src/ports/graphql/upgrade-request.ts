import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { UPGRADE_HEADER_BYTES } from '../../ops/load/limits.js';
import type { UpgradeCredentials } from './connection-credentials.js';

/** Whether the target and the headers of an upgrade request are too large. */
export function isTooLargeUpgrade({ rawHeaders, url = '' }: IncomingMessage): boolean {
  return rawHeaders.reduce((sum, text) => sum + text.length, url.length) > UPGRADE_HEADER_BYTES;
}

/** The part of an upgrade request that a WebSocket keeps until it is initialised. */
export function credentialsOfUpgrade({ headers, url }: FastifyRequest): UpgradeCredentials {
  return { authorization: headers.authorization, url, headers: { ...headers } };
}

/**
 * Releases the headers and the URL of an upgrade request. The connection's counters, its response and the plugin that
 * upgraded it keep the request while the WebSocket is open. With its headers, and the buffer in which they arrived,
 * each request would take tens of kilobytes.
 */
export function releaseUpgradeRequest(request: FastifyRequest): void {
  const { raw } = request;
  // The count of the connection checks again that it was an upgrade.
  raw.headers = { upgrade: 'websocket' };
  raw.rawHeaders = [];
  raw.url = '/graphql';
  request.query = {};
  for (const key of Object.getOwnPropertySymbols(raw)) {
    const values = raw as unknown as Record<symbol, unknown>;
    // @fastify/websocket has already passed on the bytes after the headers.
    if (key.description === 'ws-head') values[key] = Buffer.alloc(0);
  }
}
