import type { Page, Request } from 'playwright-core';

/** A request as the browser saw it, not as the page says. */
export interface ObservedRequest {
  readonly port: 'rest' | 'graphql' | 'other';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly serverTiming: string;
  /** Of the answer, as it came over the line. */
  readonly bytesDown: number;
}

/** Collects what the tab asks the gateway for. `settled` resolves to all of it once every request has ended. */
export function observeRequests(page: Page): { settled(): Promise<readonly ObservedRequest[]> } {
  const ended: Promise<ObservedRequest>[] = [];
  page.on('requestfinished', (request) => {
    const one = observed(request);
    // What ends after everybody has stopped asking is nobody's failure.
    one.catch(() => undefined);
    ended.push(one);
  });
  return { settled: () => Promise.all(ended) };
}

async function observed(request: Request): Promise<ObservedRequest> {
  const response = await request.response();
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  const { pathname, search } = new URL(request.url());
  return {
    port: pathname.startsWith('/api/v1/') ? 'rest' : pathname === '/graphql' ? 'graphql' : 'other',
    method: request.method(),
    path: `${pathname}${search}`,
    status: response?.status() ?? 0,
    serverTiming: (await response?.headerValue('server-timing')) ?? '',
    bytesDown: responseHeadersSize + responseBodySize,
  };
}
