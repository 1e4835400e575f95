/**
 * PostGraphile 5 with its Amber preset. The schema comes from the database, and an operation is a few planned
 * statements.
 */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { pgSmartTags } from 'postgraphile/utils';
import { endOnSignals, tenantOf } from './callers.mjs';

/** A relation that the database does not enforce. */
const OPTION_OF_ANSWER = pgSmartTags({
  kind: 'class',
  match: 'answer',
  tags: { foreignKey: '(option_id) references question_option (id)' },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [OPTION_OF_ANSWER],
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['public'], poolConfig: { max: 20 } }),
  ],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: {
    explain: false,
    context: async ({ node }) => ({ tenant: await tenantOf(node?.req.headers.authorization) }),
  },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server, false);
// PostGraphile answers every path and needs no token. So the check of readiness has none.
const [graphql] = server.listeners('request');
server.removeAllListeners('request');
server.on('request', (request, response) => {
  if (request.url === '/health/ready') response.end('{"status":"ok"}');
  else graphql(request, response);
});
endOnSignals();
server.listen(Number(process.env.PORT), '127.0.0.1');
