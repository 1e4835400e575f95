import { access } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { indexPage, type Shown } from './index-page.js';

/** The built page of the lab, below the checkout. */
const LAB_FOLDER = 'dist/lab-page';
const NOT_BUILT = 'The lab\'s page is not built yet. Build it with "npm run build:page", then load this page again.\n';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PROTECTION = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;
const FOR_GOOD = 'public, max-age=31536000, immutable';

/**
 * Pages for browsers: an index at /, and the lab at /lab/ from what its build left below `root`. While there is no
 * build, /lab answers
 * 503 and says how to make one; a build made later is served without a restart.
 */
export async function registerWebPages(
  app: FastifyInstance,
  { root, shows = {} }: { readonly root: string; readonly shows?: Shown },
): Promise<void> {
  const index = indexPage(shows);
  const folder = path.join(root, LAB_FOLDER);
  const assets = path.join(folder, 'assets', path.sep);
  app.get('/', async (_request, reply) => page(reply).send(index));
  await app.register(async (routes) => {
    await routes.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      suppressWarning: true,
      // The names of built assets contain a hash of their content. Other files are revalidated each time. Only existing
      // files get here.
      setHeaders: (reply, file) => void reply.header('cache-control', file.startsWith(assets) ? FOR_GOOD : 'no-cache'),
    });
    routes.get('/lab', async (_request, reply) => reply.redirect('/lab/', 308));
    routes.get<{ Params: { '*': string } }>('/lab/*', async (request, reply) => {
      void reply.headers(PROTECTION);
      if (!(await isThere(path.join(folder, 'index.html')))) {
        return reply
          .status(503)
          .headers({ 'cache-control': 'no-store', 'retry-after': '60' })
          .type('text/plain; charset=utf-8')
          .send(NOT_BUILT);
      }
      return reply.sendFile(request.params['*'] || 'index.html');
    });
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
