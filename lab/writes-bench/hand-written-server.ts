/** The program of the hand-written side: the five writes as plain endpoints, behind the same tokens as the gateway's. */
import path from 'node:path';
import Fastify, { type FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { openProvider } from './hand-written-provider.js';
import { createHandWrittenWrites, Refused } from './hand-written-writes.js';

const { databaseUrl, http, identity, stateDir } = readEnvironment(projectRoot());
if (databaseUrl === undefined || identity.jwtSecret === undefined)
  throw new Error('The hand-written side needs DATABASE_URL and JWT_SECRET');
const provider = await openProvider(path.join(stateDir, 'hand-written-payments.jsonl'));
const writes = createHandWrittenWrites(databaseUrl, provider);
const secret = new TextEncoder().encode(identity.jwtSecret);
const app = Fastify();

async function callerOf(request: FastifyRequest) {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'] });
  return { tenant: String(payload['tenant']), subject: String(payload.sub) };
}
/** The benchmark is the only client: its bodies have the form that they should. */
const bodyOf = <Body>(request: FastifyRequest) => request.body as Body;

app.setErrorHandler((error, _request, reply) =>
  reply.status(error instanceof Refused ? 409 : 500).send({ error: String(error) }),
);
app.get('/health/ready', async () => ({ status: 'ok' }));
app.post('/holds', async (request) => {
  const caller = await callerOf(request);
  const { showId, seatLabels } = bodyOf<{ showId: string; seatLabels: string[] }>(request);
  return writes.hold(caller, showId, seatLabels);
});
app.post('/bookings', async (request) => {
  const caller = await callerOf(request);
  const { holdId, email } = bodyOf<{ holdId: string; email: string }>(request);
  return writes.book(caller, holdId, email);
});
app.post('/payments', async (request) => {
  const caller = await callerOf(request);
  const { bookingId } = bodyOf<{ bookingId: string }>(request);
  return writes.pay(caller, bookingId);
});
app.post('/responses', async (request) => {
  const { slug, answers } = bodyOf<{ slug: string; answers: { questionId: string; optionIds: string[] }[] }>(request);
  return writes.respond(slug, answers);
});
app.post('/surveys', async (request) => {
  const caller = await callerOf(request);
  const { title, pages } = bodyOf<{ title: string; pages: Parameters<typeof writes.createSurvey>[2] }>(request);
  return writes.createSurvey(caller, title, pages);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
await app.listen({ host: http.host, port: http.port });
