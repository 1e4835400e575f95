import { sseBlocks } from '../../../trade-offs/sse-stream.js';

/** A refusal of the gateway, by its stable code. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The gateway's REST API for one caller. Every method throws ApiProblem for a refusal. */
export interface ConsoleApi {
  get<T>(path: string, signal: AbortSignal): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** The data of each event, until the stream ends or `signal` aborts. `onOpen` is called when it begins. */
  events(path: string, signal: AbortSignal, onOpen: () => void): AsyncGenerator<unknown>;
  /** Uses this token from now on. It is kept in memory only. */
  use(token: string): void;
}

const BASE = '/api/v1';
/** Where a gateway for development gives a token. */
const SESSION = '/console/session';
/** A session is renewed this long before it expires. */
const RENEW_BEFORE_MS = 5 * 60_000;

interface Session {
  readonly token: string;
  readonly until: number;
}

/** See ConsoleApi. In development it asks the gateway for a token. Elsewhere a person has to give one. */
export function createConsoleApi(): ConsoleApi {
  let session: Promise<Session> | undefined;

  async function open(): Promise<Session> {
    const response = await fetch(SESSION, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      cache: 'no-store',
    });
    if (!response.ok) throw new ApiProblem('UNAUTHENTICATED', 'Paste a token of an owner or of staff.');
    const { token, expiresAt } = (await response.json()) as { readonly token: string; readonly expiresAt: string };
    return { token, until: Date.parse(expiresAt) - RENEW_BEFORE_MS };
  }

  async function token(): Promise<string> {
    let current = await (session ??= open()).catch(forget);
    if (Date.now() >= current.until) current = await (session = open()).catch(forget);
    return current.token;
  }

  function forget(error: unknown): never {
    session = undefined;
    throw error;
  }

  async function ask(path: string, init: RequestInit, accept = 'application/json'): Promise<Response> {
    const headers = { ...init.headers, accept, authorization: `Bearer ${await token()}` };
    const response = await fetch(`${BASE}${path}`, { ...init, headers, cache: 'no-store' });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
    throw new ApiProblem(problem.code ?? 'INTERNAL', problem.detail ?? `The gateway answers ${response.status}.`);
  }

  return {
    get: async (path, signal) => (await ask(path, { signal })).json(),
    post: async (path, body) =>
      (
        await ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: JSON.stringify(body),
        })
      ).json(),
    async *events(path, signal, onOpen) {
      const response = await ask(path, { signal }, 'text/event-stream');
      if (response.body === null) return;
      onOpen();
      for await (const { data } of sseBlocks(response.body)) if (data !== undefined) yield data;
    },
    use(given) {
      session = Promise.resolve({ token: given.trim(), until: Number.POSITIVE_INFINITY });
    },
  };
}
