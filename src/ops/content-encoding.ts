import { Transform, type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpError } from './http-error.js';

/** The codings of bodies that are taken. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
};
const TAKEN = 'gzip, deflate';
const HAVE_NO_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Decodes request bodies of every route by their Content-Encoding. The limit of a route's body applies to the decoded
 * bytes, piece by piece, so a body that is too large is refused before it is in memory. Another coding, or several, is
 * 415 with Accept-Encoding. A body that is not in its coding is 400.
 */
export function decodeContent(app: FastifyInstance): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    try {
      done(null, decoded(request, reply, payload as Readable));
    } catch (refused) {
      done(refused as Error);
    }
  });
}

function decoded(request: FastifyRequest, reply: FastifyReply, payload: Readable): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || HAVE_NO_BODY.has(request.method) || hasNoBody(request))
    return payload;
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (create === undefined) {
    void reply.header('accept-encoding', TAKEN);
    throw httpError(415, `The body must have one of these content codings, or none: ${TAKEN}.`);
  }
  return through(create(), payload, request.routeOptions.bodyLimit ?? Number.POSITIVE_INFINITY);
}

const hasNoBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';

/** The payload as decoded by `decoder`. Fastify compares `receivedEncodedLength` with Content-Length. */
function through(decoder: Transform, payload: Readable, limit: number): Readable {
  let length = 0;
  const body = Object.assign(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        length += chunk.length;
        if (length <= limit) done(null, chunk);
        else end(httpError(413, 'The body is too large.'));
      },
    }),
    { receivedEncodedLength: 0 },
  );
  // The payload itself is left alone: its socket has the answer to carry.
  const end = (error: Error) => {
    payload.unpipe(decoder);
    decoder.destroy();
    body.destroy(error);
  };
  payload.on('data', (chunk: Buffer) => {
    body.receivedEncodedLength += chunk.length;
  });
  payload.once('error', end);
  decoder.once('error', () =>
    end(httpError(400, 'The body does not have the content coding that Content-Encoding names.')),
  );
  payload.pipe(decoder).pipe(body);
  return body;
}
