import { access } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { indexPage, type ShownPages } from './index-page.js';

/** The built page of the lab, below the checkout. */
const LAB_FOLDER = 'dist/lab-page';
/** The files of the lab's pages, by their path below /lab/. */
const PAGES: Readonly<Record<string, string>> = { '': 'index.html', failures: 'failures.html' };
const NOT_BUILT = 'The lab\'s page is not built. Build it with "npm run build:page", then load this page again.\n';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PROTECTION = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;
const IMMUTABLE = 'public, max-age=31536000, immutable';

interface WebPagesConfig {
  readonly root: string;
  readonly shows?: ShownPages;
  /** Whether /lab says how to build the lab's page while there is no build: for a checkout, which has the sources. */
  readonly explainsBuild?: boolean;
}

/**
 * Pages for browsers: an index at /, and the lab at /lab/ from its build below `root`. Without a build, as in the
 * production image, the index does not link to the lab and its paths are not found. A build made later is served
 * without a restart.
 */
export async function registerWebPages(
  app: FastifyInstance,
  { root, shows = {}, explainsBuild = false }: WebPagesConfig,
): Promise<void> {
  const folder = path.join(root, LAB_FOLDER);
  const assets = path.join(folder, 'assets', path.sep);
  const hasLab = () => isThere(path.join(folder, 'index.html'));
  app.get('/', async (_request, reply) => page(reply).send(indexPage({ ...shows, lab: await hasLab() })));
  await app.register(async (routes) => {
    await routes.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      suppressWarning: true,
      // The names of built assets contain a hash of their content. Other files are revalidated each time. Only existing
      // files get here.
      setHeaders: (reply, file) => void reply.header('cache-control', file.startsWith(assets) ? IMMUTABLE : 'no-cache'),
    });
    routes.addHook('onRequest', async (_request, reply) => {
      if (await hasLab()) return;
      if (!explainsBuild) return reply.callNotFound();
      await reply
        .status(404)
        .headers({ ...PROTECTION, 'cache-control': 'no-store' })
        .type('text/plain; charset=utf-8')
        .send(NOT_BUILT);
    });
    routes.get('/lab', async (_request, reply) => reply.redirect('/lab/', 308));
    routes.get<{ Params: { '*': string } }>('/lab/*', async (request, reply) =>
      reply.headers(PROTECTION).sendFile(PAGES[request.params['*']] ?? request.params['*']),
    );
  });
}

function page(reply: FastifyReply): FastifyReply {
  return reply.headers({ ...PROTECTION, 'cache-control': 'no-cache' }).type('text/html; charset=utf-8');
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
