/** An answer of REST v1; `body` is its JSON, undefined when it is none. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Any: tests read answers by path. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

type Headed = Readonly<Record<string, string>>;

/** How tests speak REST v1: paths are below /api/v1, bodies are JSON. */
export interface RestClient {
  send(method: string, path: string, body?: string, headers?: Headed): Promise<RestAnswer>;
  get(path: string, headers?: Headed): Promise<RestAnswer>;
  post(path: string, body?: unknown, headers?: Headed): Promise<RestAnswer>;
  put(path: string, body: unknown, headers?: Headed): Promise<RestAnswer>;
  patch(path: string, body: unknown, headers?: Headed): Promise<RestAnswer>;
  delete(path: string, headers?: Headed): Promise<RestAnswer>;
}

/** A client with this bearer, or anonymous. */
export function restClient(url: string, token?: string): RestClient {
  const send: RestClient['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  const sendJson = (method: string, path: string, body: unknown, headers: Headed = {}, type = 'application/json') =>
    body === undefined
      ? send(method, path, undefined, headers)
      : send(method, path, JSON.stringify(body), { 'content-type': type, ...headers });
  return {
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => sendJson('POST', path, body, headers),
    put: (path, body, headers) => sendJson('PUT', path, body, headers),
    patch: (path, body, headers) => sendJson('PATCH', path, body, headers, 'application/merge-patch+json'),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
  };
}
