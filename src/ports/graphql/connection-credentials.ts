/**
 * Which credentials a WebSocket connection brings. Clients put them into `connectionParams`, at the top or under
 * `headers`, with any case of `authorization`; those that can set headers, into the upgrade request. Everything else
 * that may have been meant as a credential is refused: a client that is taken for the anonymous would look for the
 * fault everywhere but here.
 */
export type Credentials =
  /** As an Authorization header would have it; undefined for the anonymous, who brought nothing. */
  | { readonly kind: 'taken'; readonly authorization: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a client brought when it connected. */
export interface Brought {
  readonly connectionParams: unknown;
  /** The Authorization header of the upgrade request. */
  readonly authorization: string | undefined;
  /** The target of the upgrade request. */
  readonly url: string | undefined;
}

const HOW = 'Send { "authorization": "Bearer <JWT>" } as connectionParams.';
/** Names that mean no credential: what tools send of themselves, and what people copy from HTTP along with a token. */
const HARMLESS = new RegExp(
  `^(${[
    'accept(-.*)?', 'apollo-require-preflight', 'apollographql-client-(name|version)', 'baggage', 'cache-control',
    'client-?(name|version)?', 'connection', 'content-(length|type)', 'graphql-require-preflight', 'host', 'lang(uage)?',
    'locale', 'origin', 'referer', 'traceparent', 'tracestate', 'user-agent',
    'x-(apollo-.*|client-.*|request-id|requested-with)',
  ].join('|')})$`,
);
const CREDENTIAL = /auth|token|jwt|bearer|api[-_]?key|cookie|session|secret|passw|credential|signature/;

/** Decides what to make of it; see Credentials. A reason fits into a close frame. */
export function credentialsOf({ connectionParams, authorization, url }: Brought): Credentials {
  const found: unknown[] = authorization === undefined ? [] : [authorization];
  const unknown: string[] = [];
  const suspect = suspectIn(url);
  if (suspect !== undefined) return refused(`"${suspect}" in the URL is not taken. ${HOW}`);

  const places: readonly (readonly [where: string, value: unknown])[] = [
    ['', connectionParams],
    ...headersIn(connectionParams),
  ];
  for (const [where, value] of places) {
    if (value === undefined || (where === '' && value === null)) continue;
    if (!isRecord(value)) return refused(`${where === '' ? 'connectionParams' : 'headers'} must be an object. ${HOW}`);
    for (const [name, given] of Object.entries(value)) {
      const lower = name.toLowerCase();
      if (lower === 'authorization') found.push(given);
      else if (where === '' && lower === 'headers') continue;
      else if (CREDENTIAL.test(lower) || looksLikeToken(given))
        return refused(`"${shortened(name)}" is not taken. ${HOW}`);
      else if (!HARMLESS.test(lower)) unknown.push(name);
    }
  }
  return decide(found, unknown);
}

function decide(found: readonly unknown[], unknown: readonly string[]): Credentials {
  const [first, ...others] = found;
  if (found.length === 0) {
    // Whoever brings something that nobody knows may have meant it as a credential.
    return unknown[0] === undefined
      ? { kind: 'taken', authorization: undefined }
      : refused(`"${shortened(unknown[0])}" is not known. ${HOW}`);
  }
  if (found.some((given) => typeof given !== 'string'))
    return refused(`authorization must be the text "Bearer <JWT>".`);
  if (others.some((other) => tokenOf(String(other)) !== tokenOf(String(first))))
    return refused('There are two different credentials. Send one.');
  return { kind: 'taken', authorization: String(first) };
}

function headersIn(params: unknown): (readonly [where: string, value: unknown])[] {
  if (!isRecord(params)) return [];
  return Object.entries(params)
    .filter(([name]) => name.toLowerCase() === 'headers')
    .map(([, value]) => ['headers', value] as const);
}

function suspectIn(url: string | undefined): string | undefined {
  const [, query = ''] = (url ?? '').split('?', 2);
  for (const [name, value] of new URLSearchParams(query))
    if (CREDENTIAL.test(name.toLowerCase()) || looksLikeToken(value)) return shortened(name);
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const looksLikeToken = (value: unknown): boolean =>
  typeof value === 'string' && /^(Bearer\s|Basic\s|ey[\w-]+\.[\w-]+\.)/i.test(value);
const tokenOf = (authorization: string): string => authorization.trim().replace(/^Bearer\s+/i, '');
const refused = (reason: string): Credentials => ({ kind: 'refused', reason: closeReason(reason) });

/** ASCII, so that a name counts as many bytes as it has characters. */
function shortened(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 30);
}

const MAX_REASON_BYTES = 123;

/** The reason of a close frame has at most 123 bytes; a longer one would end the connection without any. */
export function closeReason(text: string): string {
  let kept = text;
  while (Buffer.byteLength(kept) > MAX_REASON_BYTES) kept = kept.slice(0, -1);
  return kept;
}
