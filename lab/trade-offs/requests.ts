import type { LabAnswer, LabRequest, SideName } from './exchange.js';
import { LabError } from './lab-error.js';

/** How tasks make requests, read answers and show both. */
type Headers = Readonly<Record<string, string>>;

export const bearer = ({ token }: { readonly token: string }): Headers => ({ authorization: `Bearer ${token}` });

export const restGet = (label: string, path: string, headers: Headers = {}): LabRequest => ({
  method: 'GET',
  path,
  headers,
  label,
});
export const restPost = (label: string, path: string, body: unknown, headers: Headers = {}): LabRequest => ({
  method: 'POST',
  path,
  headers,
  body,
  label,
});

export function graphqlPost(
  label: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  headers: Headers = {},
): LabRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers,
    body: { query: compact(query), ...(Object.keys(variables).length > 0 && { variables }) },
    label,
  };
}

/** As a client's build would send it: without the indentation it is written with. */
export function compact(query: string): string {
  return query.replace(/\s+/g, ' ').trim();
}

/** An idempotency key, with which a command can be sent again safely. */
export function newCommandKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The body of a REST answer. Throws a LabError for a status other than 2xx. */
export async function restBody<Body>(answer: Promise<LabAnswer>): Promise<Body> {
  const { status, body } = await answer;
  if (status < 200 || status > 299)
    throw new LabError(`REST answered ${status}: ${JSON.stringify(body)?.slice(0, 500)}`);
  return body as Body;
}

/** The data of a GraphQL answer. Throws a LabError when there are errors. */
export async function graphqlData<Data>(answer: Promise<LabAnswer>): Promise<Data> {
  const { status, body } = await answer;
  const { data, errors } = (body ?? {}) as { readonly data?: Data; readonly errors?: unknown };
  if (status !== 200 || errors !== undefined || data === undefined)
    throw new LabError(`GraphQL answered ${status}: ${JSON.stringify(body)?.slice(0, 500)}`);
  return data;
}

/**
 * Requests as a person would write them, one under the other. Tasks show what they send, made from the same
 * constants.
 */
export function shownRest(...requests: readonly (LabRequest | string)[]): string {
  return requests
    .map((request) => {
      if (typeof request === 'string') return request;
      const { method, path, headers = {}, body } = request;
      const fields = Object.entries(headers)
        .filter(([name]) => name !== 'authorization')
        .map(([name, value]) => `${name}: ${value}`);
      return [`${method} ${path}`, ...fields, ...(body === undefined ? [] : [JSON.stringify(body)])].join('\n');
    })
    .join('\n\n');
}

/** One or more operations, with text between them. */
export function shownGraphQL(...parts: readonly string[]): string {
  return parts.map(undented).join('\n\n');
}

/** A placeholder for an id that is not known yet. */
export const placeholder = (name: string): string => `{${name}}`;

/** GraphQL's enum values as the domain, and REST, write them. */
export const lower = (value: string): string => value.toLowerCase();

export type Shown = Readonly<Record<SideName, string>>;

function undented(text: string): string {
  const lines = text.split('\n');
  const depths = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return lines
    .map((line, index) => (index === 0 ? line : line.slice(depth)))
    .join('\n')
    .trim();
}
