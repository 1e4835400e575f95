import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedSchema } from '../../contracts/published-schemas.js';
import { schemaCompatibility } from '../../contracts/schema-compatibility.js';
import type { SchemaRegistry } from '../../contracts/schema-registry.js';
import { clip } from '../../kernel/clip.js';
import { acceptable } from '../../ops/accepted-type.js';
import { allowanceExceeded, setAllowance, type Callers } from '../../ops/identity/callers.js';
import { sendDocument, staticDocument, type Lifetime } from '../../ops/static-document.js';
import { MAX_REQUEST_BYTES, REGISTRY_TYPES, schemaOf } from './registry-body.js';
import {
  invalidVersion,
  notPermitted,
  RegistryError,
  schemaNotFound,
  subjectNotFound,
  versionNotFound,
} from './registry-error.js';

/** The base URL that clients of Confluent's registry are given, below the gateway's. */
export const REGISTRY_PATH = '/schema-registry';

interface ConfluentConfig {
  readonly registry: SchemaRegistry;
  readonly callers: Callers;
  /** Logs an error that nobody expected, under this ID. */
  readonly reportUnexpected: (error: unknown, errorId: string) => void;
  readonly newErrorId: () => string;
}

/**
 * The rule of `schemaCompatibility` in Confluent's words. Optional fields may be added, so readers of each version read
 * the data of every other. The rule is stricter: nothing else may change.
 */
const LEVEL = 'FULL_TRANSITIVE';
const TYPE = 'JSON';
/** Confluent's name of "all contexts". */
const ALL_CONTEXTS = ':*:';
const MESSAGES = { most: 50, length: 300 } as const;

type Params = Readonly<Record<'subject' | 'version' | 'id', string>>;
type Query = Readonly<Record<string, string | undefined>>;
type Request = FastifyRequest<{ Params: Params; Querystring: Query }>;

/**
 * The REST interface of Confluent's schema registry, read-only, as far as clients that read and check schemas need it.
 */
export async function registerConfluent(
  app: FastifyInstance,
  { registry, callers, reportUnexpected, newErrorId }: ConfluentConfig,
): Promise<void> {
  const versionsOf = (subject: string): readonly PublishedSchema[] => {
    const versions = registry.versionsOf(subject);
    if (versions === undefined) throw subjectNotFound(subject);
    return versions;
  };
  const versionOf = ({ subject, version }: Params): PublishedSchema => {
    const versions = versionsOf(subject);
    const isLatest = version === 'latest' || version === '-1';
    if (!isLatest && !/^[1-9]\d{0,8}$/.test(version)) throw invalidVersion(version);
    const found = isLatest ? versions.at(-1) : versions[Number(version) - 1];
    if (found === undefined) throw versionNotFound(version);
    return found;
  };
  const byId = ({ id }: Params, { subject }: Query): PublishedSchema => {
    const found = /^[1-9]\d{0,8}$/.test(id) ? registry.byId(Number(id)) : undefined;
    if (found === undefined || (subject !== undefined && subject !== '' && subject !== found.type))
      throw schemaNotFound(`${clip(id, 20)} `);
    return found;
  };
  const lookUp = (request: Request): PublishedSchema => {
    const { subject } = request.params;
    versionsOf(subject);
    const found = registry.find(subject, schemaOf(request.body, request.headers['content-type']));
    if (found === undefined) throw schemaNotFound();
    return found;
  };

  await app.register(
    async (routes) => {
      routes.removeAllContentTypeParsers();
      routes.addContentTypeParser([...REGISTRY_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
      routes.setErrorHandler((error, _request, reply) => sendError(reply, error));
      routes.setNotFoundHandler(async () => {
        throw new RegistryError(404, 404, 'HTTP 404 Not Found');
      });
      routes.addHook('onRequest', async (request, reply) => {
        const { allowance } = await callers.identify(request);
        setAllowance(reply, allowance);
        if (allowance.isExceeded) throw new RegistryError(429, 42901, allowanceExceeded(allowance));
      });

      const read = (path: string, answer: (request: Request) => unknown, lifetime: Lifetime = 'changing') =>
        routes.get<{ Params: Params; Querystring: Query }>(path, async (request, reply) =>
          send(request, reply, answer(request), lifetime),
        );
      const check = (path: string, answer: (request: Request) => unknown) =>
        routes.post<{ Params: Params; Querystring: Query }>(
          path,
          { bodyLimit: MAX_REQUEST_BYTES },
          async (request, reply) =>
            reply
              .header('cache-control', 'no-store')
              .type(typeFor(request))
              .send(JSON.stringify(answer(request))),
        );
      const refuse = (method: 'PUT' | 'DELETE', path: string, what: string) =>
        routes.route({
          method,
          url: path,
          onRequest: async () => {
            throw notPermitted(what);
          },
          handler: async () => undefined,
        });

      read('/', () => ({}));
      read('/subjects', ({ query }) => registry.subjects.filter(hasPrefix(query)));
      read('/subjects/:subject/versions', ({ params }) => versionsOf(params.subject).map(({ version }) => version));
      read('/subjects/:subject/versions/:version', ({ params }) => shown(versionOf(params)));
      read('/subjects/:subject/versions/:version/schema', ({ params }) => versionOf(params).schema);
      read('/subjects/:subject/versions/:version/referencedby', ({ params }) => (versionOf(params), []));
      read('/schemas', ({ query }) => listed(registry, query));
      read('/schemas/types', () => [TYPE]);
      read('/schemas/ids/:id', ({ params, query }) => textOf(byId(params, query)), 'immutable');
      read('/schemas/ids/:id/schema', ({ params, query }) => byId(params, query).schema, 'immutable');
      read('/schemas/ids/:id/subjects', ({ params, query }) => [byId(params, query).type]);
      read('/schemas/ids/:id/versions', ({ params, query }) => {
        const { type: subject, version } = byId(params, query);
        return [{ subject, version }];
      });
      read('/config', () => ({ compatibilityLevel: LEVEL }));
      read('/config/:subject', ({ params, query }) => {
        if (query['defaultToGlobal'] !== 'true') versionsOf(params.subject);
        return { compatibilityLevel: LEVEL };
      });
      read('/mode', () => ({ mode: 'READONLY' }));
      read('/mode/:subject', () => ({ mode: 'READONLY' }));

      check('/subjects/:subject', (request) => shown(lookUp(request)));
      check('/subjects/:subject/versions', (request) => {
        const { subject } = request.params;
        const found = registry.find(subject, schemaOf(request.body, request.headers['content-type']));
        if (found === undefined)
          throw notPermitted(`The schema is not registered under the subject '${clip(subject, 200)}'.`);
        return shown(found);
      });
      check('/compatibility/subjects/:subject/versions/:version', (request) =>
        compared([versionOf(request.params)], request),
      );
      check('/compatibility/subjects/:subject/versions', (request) =>
        compared(versionsOf(request.params.subject), request),
      );

      for (const path of ['/config', '/config/:subject']) {
        refuse('PUT', path, 'The compatibility level cannot be changed.');
        refuse('DELETE', path, 'The compatibility level cannot be changed.');
      }
      for (const path of ['/mode', '/mode/:subject']) {
        refuse('PUT', path, 'The mode cannot be changed.');
        refuse('DELETE', path, 'The mode cannot be changed.');
      }
      refuse('DELETE', '/subjects/:subject', 'A subject cannot be deleted.');
      refuse('DELETE', '/subjects/:subject/versions/:version', 'A version cannot be deleted.');
    },
    { prefix: REGISTRY_PATH },
  );

  function sendError(reply: FastifyReply, error: unknown): FastifyReply {
    const { status, code, message } = refusalOf(error);
    return reply
      .status(status)
      .header('cache-control', 'no-store')
      .type(REGISTRY_TYPES[0])
      .send(JSON.stringify({ error_code: code, message }));
  }

  /** Statuses below 500 are the client's: a body that is too large or of another type. */
  function refusalOf(error: unknown): Pick<RegistryError, 'status' | 'code' | 'message'> {
    if (error instanceof RegistryError) return error;
    const { statusCode = 500, message } = error as { readonly statusCode?: number; readonly message: string };
    if (statusCode < 500) return { status: statusCode, code: statusCode, message };
    const errorId = newErrorId();
    reportUnexpected(error, errorId);
    return { status: 500, code: 50001, message: `An internal error occurred: ${errorId}` };
  }
}

function send(request: Request, reply: FastifyReply, answer: unknown, lifetime: Lifetime): FastifyReply {
  void reply.header('vary', 'Accept');
  return sendDocument(request, reply, staticDocument(JSON.stringify(answer), typeFor(request)), lifetime);
}

/** Registries answer in their own type also where Accept allows none of theirs. */
function typeFor({ headers: { accept } }: FastifyRequest): string {
  return acceptable(accept, REGISTRY_TYPES) ?? REGISTRY_TYPES[0];
}

const textOf = ({ schema }: PublishedSchema) => ({ schemaType: TYPE, schema: JSON.stringify(schema) });

/** A version of a subject, as Confluent's registry shows it. */
function shown(entry: PublishedSchema) {
  const { type: subject, version, id } = entry;
  return { subject, version, id, ...textOf(entry) };
}

function hasPrefix({ subjectPrefix = '' }: Query): (subject: string) => boolean {
  const prefix = subjectPrefix === ALL_CONTEXTS ? '' : subjectPrefix;
  return (subject) => subject.startsWith(prefix);
}

function listed({ all, versionsOf }: SchemaRegistry, query: Query) {
  const isListed = hasPrefix(query);
  const isLatest = (entry: PublishedSchema) => versionsOf(entry.type)?.at(-1) === entry;
  return all
    .filter(({ type }) => isListed(type))
    .filter((entry) => query['latestOnly'] !== 'true' || isLatest(entry))
    .map(shown);
}

function compared(versions: readonly PublishedSchema[], request: Request) {
  const posted = schemaOf(request.body, request.headers['content-type']);
  const problems = versions.flatMap(({ version, schema }) =>
    schemaCompatibility(schema, posted).map((problem) => `version ${version}: ${problem}`),
  );
  const isVerbose = request.query['verbose'] === 'true';
  return {
    is_compatible: problems.length === 0,
    ...(isVerbose && { messages: problems.slice(0, MESSAGES.most).map((problem) => clip(problem, MESSAGES.length)) }),
  };
}
