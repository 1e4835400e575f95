import { DomainError } from '../../kernel/errors.js';

/** Asks the HTTP API of a Prometheus. */
export interface PrometheusReader {
  /**
   * The answer of a path of its API, version 1. Throws UNAVAILABLE when there is none in time, or it is longer than a
   * few megabytes. What it says is not checked.
   */
  read(path: string, parameters?: Readonly<Record<string, string>>): Promise<unknown>;
}

const ANSWER_WITHIN_MS = 3_000;
/** Several thousand alerts. An answer that is longer is not read. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The error of a Prometheus that does not answer, or not as it should. */
export const prometheusUnavailable = (cause?: unknown) =>
  Object.assign(new DomainError('UNAVAILABLE', 'Prometheus does not answer at the moment.'), { cause });

/** Asks the Prometheus at `url`, which may have a path and credentials. */
export function createPrometheusReader(url: string): PrometheusReader {
  const base = new URL('api/v1/', url.endsWith('/') ? url : `${url}/`);
  // fetch refuses a URL with a password in it.
  const { username, password } = base;
  base.username = base.password = '';
  const headers = username === '' ? {} : { authorization: `Basic ${credentials(username, password)}` };

  return {
    async read(path, parameters = {}) {
      const endpoint = new URL(path, base);
      endpoint.search = new URLSearchParams(parameters).toString();
      try {
        const response = await fetch(endpoint, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        if (!response.ok || response.body === null) throw new Error(`Prometheus answers ${response.status}`);
        const parts: Uint8Array[] = [];
        let bytes = 0;
        for await (const part of response.body) {
          bytes += part.length;
          if (bytes > MAX_BYTES) throw new Error('The answer of Prometheus is too long');
          parts.push(part);
        }
        return JSON.parse(Buffer.concat(parts).toString());
      } catch (error) {
        throw prometheusUnavailable(error);
      }
    },
  };
}

const credentials = (username: string, password: string) =>
  Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
