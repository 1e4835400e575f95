/** Checks whether the gateway can listen on its host and ports, before downloads that take minutes. */
import { createServer } from 'node:net';

/**
 * The reason why the gateway cannot listen on HOST, PORT and HEALTH_PORT, or undefined when it can. Without PORT the
 * gateway takes the next free port, so no port is checked.
 */
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

/** The message for a person when listening failed with `error`. */
export function listenFailure(error, { host, port, variable = 'PORT' }) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Stop the process that uses it, or choose another port: ${variable}=${port < 65_535 ? port + 1 : port - 1} npm start`;
  if (error.code === 'EACCES')
    return `This user may not listen on port ${port}. Choose a port above 1023: ${variable}=4000 npm start`;
  return `HOST=${host} is not an address of this machine (${error.code ?? error.message}). Set HOST to one that is.`;
}
