/** The body of a response. It is `any`, because the seeding reads responses by path. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

/** Sends requests that must succeed to REST v1, as a token's bearer. */
export interface RestRequests {
  get(path: string): Promise<Body>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Body>;
  put(path: string, body: unknown): Promise<Body>;
}

/** See RestRequests; rejects for any other status than a success. */
export function restRequests(url: string, token: string): RestRequests {
  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Body> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body) => send('PUT', path, body),
  };
}
