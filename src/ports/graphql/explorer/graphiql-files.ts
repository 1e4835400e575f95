import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** The files of the explorer's page, as gzip: 2.4 MB instead of 9. */
type GraphiqlFiles = ReadonlyMap<string, Uint8Array>;

/**
 * GraphiQL is a module of strings. Once evaluated, it would stay in the heap of this process. So a worker thread
 * unpacks it and ends. Compression in the worker also does not delay requests.
 */
const TAKE_APART = `
const { parentPort, workerData } = require('node:worker_threads');
const { gzipSync } = require('node:zlib');
const { js, css, favicon, editorWorkerService, graphqlWorker, jsonWorker } = require(workerData);
const parts = {
  'graphiql.js': js, 'graphiql.css': css, 'favicon.ico': Buffer.from(favicon.slice(favicon.indexOf(',') + 1), 'base64'),
  'editor.worker.js': editorWorkerService, 'graphql.worker.js': graphqlWorker, 'json.worker.js': jsonWorker,
};
const files = Object.entries(parts).map(([name, part]) => [name, Uint8Array.from(gzipSync(part))]);
parentPort.postMessage(files, files.map(([, bytes]) => bytes.buffer));
`;

/** Loads GraphiQL when it is first asked for; after a failure, again when it is next asked for. */
export function createGraphiqlFiles(): () => Promise<GraphiqlFiles> {
  let loading: Promise<GraphiqlFiles> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}

function load(): Promise<GraphiqlFiles> {
  const { resolve: pathOf } = createRequire(import.meta.url);
  const worker = new Worker(TAKE_APART, {
    eval: true,
    workerData: pathOf('@graphql-yoga/render-graphiql/graphiql'),
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    worker.once('message', (files: readonly [string, Uint8Array][]) => resolve(new Map(files)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('GraphiQL could not be loaded')));
  });
}
