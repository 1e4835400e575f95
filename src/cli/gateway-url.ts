import type { Environment } from '../config/environment.js';
import { runningGateway } from '../ops/processes/running-gateway.js';

/**
 * Where the gateway of this checkout answers: at the port that the environment names, or else where the one that runs
 * said it does.
 */
export function gatewayUrl({ http, stateDir }: Environment): string {
  if (http.portIsExplicit && http.port !== 0) return `http://localhost:${http.port}`;
  return runningGateway(stateDir)?.url ?? `http://localhost:${http.port}`;
}
