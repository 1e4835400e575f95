/** Apollo Server, Prisma and DataLoader as a team first uses them, with the packages of the project. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { jwtVerify } from 'jose';
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { createNaiveData } from './naive-data.js';
import { naiveResolvers, type NaiveContext } from './naive-resolvers.js';

const { root, databaseUrl, http, identity } = readEnvironment(projectRoot());
if (databaseUrl === undefined || identity.jwtSecret === undefined)
  throw new Error('The server needs DATABASE_URL and JWT_SECRET.');
const secret = new TextEncoder().encode(identity.jwtSecret);
const data = createNaiveData(databaseUrl);
const server = new ApolloServer<NaiveContext>({
  typeDefs: readFileSync(path.join(root, 'lab/peers/servers/schema.graphql'), 'utf8'),
  resolvers: naiveResolvers(data),
});
await server.start();

const app = Fastify();
app.get('/health/ready', async () => ({ status: 'ok' }));
app.post(
  '/graphql',
  fastifyApolloHandler(server, {
    async context({ headers }) {
      const token = headers.authorization?.slice('Bearer '.length) ?? '';
      const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], requiredClaims: ['exp', 'sub'] });
      return { tenant: String(payload['tenant']), loaders: data.loaders() };
    },
  }),
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
await app.listen({ host: http.host, port: http.port });
