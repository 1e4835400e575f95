/** The program of the baseline: the six reads as plain endpoints, behind the same tokens as the gateway's. */
import Fastify, { type FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { createBaselineData } from './baseline-data.js';

const { databaseUrl, mongodbUrl, http, identity } = readEnvironment(projectRoot());
if (databaseUrl === undefined || mongodbUrl === undefined || identity.jwtSecret === undefined)
  throw new Error('The baseline needs DATABASE_URL, MONGODB_URL and JWT_SECRET');
const data = createBaselineData(databaseUrl, mongodbUrl);
const secret = new TextEncoder().encode(identity.jwtSecret);
const app = Fastify();

async function tenantOf(request: FastifyRequest): Promise<string> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'] });
  return String(payload['tenant']);
}
const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

app.get('/health/ready', async () => ({ status: 'ok' }));
app.get('/survey/:id', async (request) => ({ data: await data.survey(await tenantOf(request), idOf(request)) }));
app.get('/surveys', async (request) => ({ data: await data.surveys(await tenantOf(request)) }));
app.get('/survey-tree/:id', async (request) => ({
  data: await data.surveyTree(await tenantOf(request), idOf(request)),
}));
app.get('/show/:id', async (request) => {
  await tenantOf(request);
  return { data: await data.show(idOf(request)) };
});
app.get('/newest-responses', async (request) => ({ data: await data.newestResponses(await tenantOf(request)) }));
app.get('/event-log', async (request) => ({ data: await data.eventLog(await tenantOf(request)) }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
await app.listen({ host: http.host, port: http.port });
