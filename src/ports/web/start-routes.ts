import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { IMMUTABLE, PROTECTION } from './protection.js';
import { START_FILES } from './start-page-files.js';
import { SENTENCE, startPage, type PageLink, type StartPage } from './start-page.js';

export interface StartRoutesConfig {
  /** The state of the parts, as the readiness checks saw it last. */
  readonly health: () => StartPage['health'];
  readonly hasTokens: boolean;
  /** The pages that depend on more than a route. */
  readonly links: () => Promise<readonly PageLink[]>;
}

const HTML = 'text/html';
const JSON_TYPE = 'application/json';

/** Documents that other parts of the gateway may serve. */
const OPTIONAL: readonly PageLink[] = [
  { href: '/schema.graphql', title: 'GraphQL schema', about: 'to generate types from' },
  { href: '/schemas', title: 'Event schemas', about: 'the JSON Schema of each event type' },
  { href: '/api/asyncapi', title: 'AsyncAPI', about: 'the events, with their topics and schemas' },
  { href: '/metrics', title: 'Metrics', about: "the gateway's metrics, for Prometheus" },
];

/**
 * Serves the page at / to browsers: to a client that asks for HTML rather than for JSON. Others, such as one that
 * accepts anything, get the same as JSON. Its status is 200 while parts fail too: /health/ready is for probes.
 */
export function registerStartPage(app: FastifyInstance, { health, hasTokens, links }: StartRoutesConfig): void {
  const version = createHash('sha256').update(JSON.stringify(START_FILES)).digest('hex').slice(0, 16);
  const files = `/start/${version}/`;

  app.get('/', async (request, reply) => {
    const served = [
      ...(await links()),
      { href: '/health/ready', title: 'Health', about: 'the state of each part' },
      ...OPTIONAL.filter(({ href }) => app.hasRoute({ method: 'GET', url: href })),
    ];
    void reply.headers({ ...PROTECTION, 'cache-control': 'no-store', vary: 'accept' });
    if (!prefersHtml(request.headers.accept)) {
      const { ok, parts } = health();
      return {
        about: SENTENCE,
        status: ok ? 'ok' : 'failing',
        parts,
        graphql: '/graphql',
        rest: '/api/v1',
        pages: Object.fromEntries(served.map(({ href, about }) => [href, about])),
      };
    }
    const page = startPage({ origin: originOf(request), health: health(), hasTokens, files, links: served });
    return reply.type('text/html; charset=utf-8').send(page);
  });

  app.get<{ Params: { file: string } }>(`${files}:file`, async (request, reply) => {
    const { file } = request.params;
    const found = Object.hasOwn(START_FILES, file) ? START_FILES[file] : undefined;
    if (found === undefined) return reply.callNotFound();
    return reply
      .headers({ ...PROTECTION, 'cache-control': IMMUTABLE })
      .type(found.type)
      .send(found.text);
  });
}

function prefersHtml(accept: string | undefined): boolean {
  return accept !== undefined && new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, HTML]) === HTML;
}

/** Its host goes into a command of the shell, so it is a host and nothing else. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`;
}
