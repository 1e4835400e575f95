/** A look, before minutes of downloads, whether the gateway could listen where the environment says. */
import { createServer } from 'node:net';

/** Why the gateway could not listen where the environment says, or undefined when it could. A port that nobody named gives way to the next free one. */
export async function listenProblem(environment = process.env) {
  const port = Number(environment.PORT || 0);
  const host = environment.HOST || '127.0.0.1';
  const problem = await problemOfListening(host, port);
  if (problem !== undefined) return problem;
  return environment.HEALTH_PORT ? problemOfListening(host, Number(environment.HEALTH_PORT), 'HEALTH_PORT') : undefined;
}

function problemOfListening(host, port, variable = 'PORT') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(listenFailure(error, { host, port, variable })));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** What a person is told when listening failed with `error`. */
export function listenFailure(error, { host, port, variable = 'PORT' }) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken. Stop what listens there, or start with another one: ${variable}=${port < 65_535 ? port + 1 : port - 1} npm start`;
  if (error.code === 'EACCES')
    return `This user may not listen on port ${port}. Start with one above 1023: ${variable}=4000 npm start`;
  return `HOST=${host} is no address of this machine to listen on (${error.code ?? error.message}).`;
}
