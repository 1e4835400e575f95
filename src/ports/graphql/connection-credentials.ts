import { isJsonObject } from '../../kernel/json.js';

/**
 * Which credentials a WebSocket connection brings. Clients put them into `connectionParams`, at the top or under
 * `headers`, with any case of `authorization`; those that can set headers, into the upgrade request. Everything else
 * that may have been meant as a credential is refused: a client that is taken for the anonymous would look for the
 * fault everywhere but here.
 */
type Credentials =
  /** As an Authorization header would have it; undefined for the anonymous, who brought nothing. */
  | { readonly kind: 'taken'; readonly authorization: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

/** The credentials in an upgrade request. */
export interface UpgradeCredentials {
  /** Its Authorization header. */
  readonly authorization: string | undefined;
  /** Its target. */
  readonly url: string | undefined;
  /** All its headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The credentials of a new connection: those of its upgrade request and of connection_init. */
interface ConnectionRequest extends UpgradeCredentials {
  readonly connectionParams: unknown;
  /** The other fields of connection_init than its payload. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

const HOW = 'Send { "authorization": "Bearer <JWT>" } as connectionParams.';
/**
 * Names that are not credentials: headers that tools send by themselves, and headers that people copy from HTTP
 * together with a token.
 */
const HARMLESS = new RegExp(
  `^(${[
    'accept(-.*)?',
    'apollo-require-preflight',
    'apollographql-client-(name|version)',
    'baggage',
    'cache-control',
    'client-?(name|version)?',
    'connection',
    'content-(length|type)',
    'graphql-require-preflight',
    'host',
    'lang(uage)?',
    'locale',
    'origin',
    'referer',
    'traceparent',
    'tracestate',
    'user-agent',
    'x-(apollo-.*|client-.*|explain|request-id|requested-with)',
  ].join('|')})$`,
);
/** Names that mean a credential, in small letters and without anything between their words. */
const CREDENTIAL =
  /auth|token|jwt|bearer|(api|access|app|client|private|subscription)key|cookie|session|secret|passw|pwd|credential|signature|^(key|pass|sid|login|username)$/;
/**
 * Headers of an upgrade request that only a client that wants to authenticate sends. Cookies are not among them:
 * browsers send them by themselves.
 */
const CREDENTIAL_HEADER =
  /^x?(apikey|auth|auth(entication|orization)?token|authentication|authorisation|accesstoken|idtoken|sessiontoken|usertoken|token|jwt|bearer)$/;

/** Decides how a connection authenticates (see Credentials). A reason fits into a close frame. */
export function credentialsOf({
  connectionParams,
  beside = {},
  authorization,
  url,
  headers,
}: ConnectionRequest): Credentials {
  const found: unknown[] = authorization === undefined ? [] : [authorization];
  const unknown: string[] = [];
  const suspect = suspectIn(url);
  if (suspect !== undefined) return refused(`"${suspect}" in the URL is not supported. ${HOW}`);
  const misplaced = Object.keys(beside).find((name) => name.toLowerCase() === 'headers') ?? credentialIn(beside);
  if (misplaced !== undefined) return refused(`"${shortened(misplaced)}" outside payload is not supported. ${HOW}`);

  const places: readonly (readonly [where: string, value: unknown])[] = [
    ['', connectionParams],
    ...headersIn(connectionParams),
  ];
  for (const [where, value] of places) {
    if (value === undefined || (where === '' && value === null)) continue;
    if (!isJsonObject(value))
      return refused(`${where === '' ? 'connectionParams' : 'headers'} must be an object. ${HOW}`);
    for (const [name, given] of Object.entries(value)) {
      const lower = name.toLowerCase();
      if (lower === 'authorization') {
        found.push(given);
        continue;
      }
      if (where === '' && lower === 'headers') continue;
      const credential = credentialIn({ [name]: given });
      if (credential !== undefined) return refused(`"${shortened(credential)}" is not supported. ${HOW}`);
      if (!HARMLESS.test(lower)) unknown.push(name);
    }
  }
  const header = found.length === 0 ? credentialHeaderIn(headers) : undefined;
  if (header !== undefined) return refused(`The header "${shortened(header)}" is not supported. ${HOW}`);
  return decide(found, unknown);
}

/**
 * The name of the first thing in `given`, at any depth, that looks like a credential: by its own name, whatever its
 * value is, or by a text that looks like a token. Does not recurse: the depth of `given` is the client's to choose.
 */
function credentialIn(given: Readonly<Record<string, unknown>>): string | undefined {
  const open: (readonly [name: string, value: unknown])[] = Object.entries(given);
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [name, value] = next;
    if (isCredentialName(name) || looksLikeToken(name) || looksLikeToken(value)) return name;
    if (Array.isArray(value)) for (const item of value) open.push([name, item]);
    else if (isJsonObject(value)) for (const entry of Object.entries(value)) open.push(entry);
  }
  return undefined;
}

function credentialHeaderIn(headers: UpgradeCredentials['headers'] = {}): string | undefined {
  const protocols = String(headers['sec-websocket-protocol'] ?? '').split(',');
  if (protocols.some((protocol) => looksLikeToken(protocol) || isCredentialName(protocol.split('.', 1)[0] ?? '')))
    return 'sec-websocket-protocol';
  return Object.keys(headers).find(
    (name) => name !== 'authorization' && CREDENTIAL_HEADER.test(withoutSeparators(name)),
  );
}

function decide(found: readonly unknown[], unknown: readonly string[]): Credentials {
  const [first, ...others] = found;
  if (found.length === 0) {
    // A client that sends an unknown field may have meant it as a credential.
    return unknown[0] === undefined
      ? { kind: 'taken', authorization: undefined }
      : refused(`"${shortened(unknown[0])}" is unknown. ${HOW}`);
  }
  if (found.some((given) => typeof given !== 'string'))
    return refused(`authorization must be the text "Bearer <JWT>".`);
  if (others.some((other) => tokenOf(String(other)) !== tokenOf(String(first))))
    return refused('There are two different credentials. Send one.');
  return { kind: 'taken', authorization: String(first) };
}

function headersIn(params: unknown): (readonly [where: string, value: unknown])[] {
  if (!isJsonObject(params)) return [];
  return Object.entries(params)
    .filter(([name]) => name.toLowerCase() === 'headers')
    .map(([, value]) => ['headers', value] as const);
}

function suspectIn(url: string | undefined): string | undefined {
  const [, query = ''] = (url ?? '').split('?', 2);
  for (const [name, value] of new URLSearchParams(query))
    if (isCredentialName(name) || looksLikeToken(name) || looksLikeToken(value)) return shortened(name);
  return undefined;
}

const withoutSeparators = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const isCredentialName = (name: string): boolean => CREDENTIAL.test(withoutSeparators(name));
/** A scheme of Authorization at the start, or a JWT anywhere. */
const looksLikeToken = (value: unknown): boolean =>
  typeof value === 'string' &&
  (/^\s*(bearer\b|(basic|digest|token|jwt|apikey)\s+\S)/i.test(value) ||
    /(^|[^\w-])ey[\w-]{3,}\.[\w-]+\./i.test(value));
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
