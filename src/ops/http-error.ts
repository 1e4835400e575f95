/**
 * An error that Fastify answers with `statusCode`. It is for requests that are refused before they reach a port. Ports
 * map the status to a code.
 */
export function httpError(statusCode: number, message: string): Error & { readonly statusCode: number } {
  return Object.assign(new Error(message), { statusCode });
}

/** Whether the error has a 4xx status. */
export function isClientError(error: unknown): boolean {
  const { statusCode } = error as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}
