import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Negotiator from 'negotiator';
import { EXPLORER_POLICY, explorerPage, START_SCRIPT } from './explorer-page.js';
import { createGraphiqlFiles } from './graphiql-files.js';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ico: 'image/x-icon',
};

/** Answers a browser with the explorer's page. */
type SendExplorer = (reply: FastifyReply) => FastifyReply;

/**
 * Serves the explorer's files at /graphql/explorer/<version>/, where they may be cached without revalidation, and
 * returns a function that answers with its page. All files come from this gateway.
 */
export function registerExplorer(app: FastifyInstance): SendExplorer {
  const version = versionOfFiles();
  const page = explorerPage(`/graphql/explorer/${version}/`);
  const graphiql = createGraphiqlFiles();
  const startScript = gzipSync(START_SCRIPT);

  app.get<{ Params: { version: string; file: string } }>('/graphql/explorer/:version/:file', async (request, reply) => {
    const { version: asked, file } = request.params;
    const bytes = asked !== version ? undefined : file === 'start.js' ? startScript : (await graphiql()).get(file);
    if (bytes === undefined) return reply.callNotFound();
    const etag = `"${version}"`;
    protect(reply).headers({ 'cache-control': 'public, max-age=31536000, immutable', etag, vary: 'accept-encoding' });
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    void reply.type(TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream');
    const takesGzip = new Negotiator(request.raw).encoding(['gzip', 'identity']) === 'gzip';
    return takesGzip
      ? reply.header('content-encoding', 'gzip').send(bytes)
      : reply.send(Readable.from([bytes]).pipe(createGunzip()));
  });

  return (reply) => protect(reply).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
}

function protect(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'content-security-policy': EXPLORER_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
}

/** Changes with the library and with the page's own script. */
function versionOfFiles(): string {
  const { version } = createRequire(import.meta.url)('@graphql-yoga/render-graphiql/package.json') as {
    version: string;
  };
  return createHash('sha256').update(version).update(START_SCRIPT).digest('hex').slice(0, 16);
}
