import { access } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { IMMUTABLE, PROTECTION } from './protection.js';
import type { PageLink } from './start-page.js';
import { registerStartPage, type StartRoutesConfig } from './start-routes.js';

/** The built page of the lab, below the checkout. */
const LAB_FOLDER = 'dist/lab-page';
/** The files of the lab's pages, by their path below /lab/. */
const PAGES: Readonly<Record<string, string>> = { '': 'index.html', failures: 'failures.html' };
/** The console is built with the lab's pages, and has their style. Its image is built without them. */
const CONSOLE_FILE = 'console.html';
/** What every page loads: it is there whatever pages were built. */
const SHARED_FILE = /^(assets\/[\w.-]+|icon\.svg|theme\.js)$/;
const NOT_BUILT = 'The page is not built. Build it with "npm run build:page", then load this page again.\n';

const GRAPHIQL: PageLink = {
  href: '/graphql',
  title: 'GraphiQL',
  about: 'queries, mutations and subscriptions, to try',
};
const REST_DOCS: PageLink = {
  href: '/api/docs',
  title: 'REST v1',
  about: 'the OpenAPI document, with a form to try each operation',
};
const LAB: PageLink = { href: '/lab/', title: 'Lab', about: 'REST and GraphQL, measured side by side' };

const CONSOLE: PageLink = {
  href: '/console',
  title: 'Console',
  about: 'topics, consumer groups, dead letters and alerts, for operators',
};

/** The optional pages. All are shown by default. */
interface ShownPages {
  readonly explorer?: boolean;
  readonly apiDocs?: boolean;
}

interface WebPagesConfig {
  readonly root: string;
  readonly shows?: ShownPages;
  /** Whether /lab says how to build the lab's page while there is no build: for a checkout, which has the sources. */
  readonly explainsBuild?: boolean;
  readonly start: Omit<StartRoutesConfig, 'links'>;
}

/**
 * Pages for browsers: the first one at /, the lab at /lab/ and the console at /console, from their build below `root`.
 * What is not built has no link at the first page, and its paths are not found: the production image has the console
 * alone. A build made later is served without a restart.
 */
export async function registerWebPages(
  app: FastifyInstance,
  { root, shows: { explorer = true, apiDocs = true } = {}, explainsBuild = false, start }: WebPagesConfig,
): Promise<void> {
  const folder = path.join(root, LAB_FOLDER);
  const assets = path.join(folder, 'assets', path.sep);
  const hasLab = () => isThere(path.join(folder, 'index.html'));
  const hasConsole = () => isThere(path.join(folder, CONSOLE_FILE));
  registerStartPage(app, {
    ...start,
    links: async () => [
      ...(explorer ? [GRAPHIQL] : []),
      ...(apiDocs ? [REST_DOCS] : []),
      ...((await hasLab()) ? [LAB] : []),
      ...((await hasConsole()) ? [CONSOLE] : []),
    ],
  });
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
    const notBuilt = (reply: FastifyReply) =>
      explainsBuild
        ? reply
            .status(404)
            .headers({ ...PROTECTION, 'cache-control': 'no-store' })
            .type('text/plain; charset=utf-8')
            .send(NOT_BUILT)
        : reply.callNotFound();
    routes.get('/lab', async (_request, reply) => ((await hasLab()) ? reply.redirect('/lab/', 308) : notBuilt(reply)));
    routes.get<{ Params: { '*': string } }>('/lab/*', async (request, reply) => {
      const name = request.params['*'];
      if (!(await hasLab()) && !(SHARED_FILE.test(name) && (await hasConsole()))) return notBuilt(reply);
      return reply.headers(PROTECTION).sendFile(PAGES[name] ?? name);
    });
    routes.get('/console', async (_request, reply) =>
      (await hasConsole()) ? reply.headers(PROTECTION).sendFile(CONSOLE_FILE) : notBuilt(reply),
    );
  });
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
