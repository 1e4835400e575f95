/**
 * An error that fastify answers with `statusCode`, for requests refused before they reach a port. Ports give it the
 * code of its status.
 */
export function httpError(statusCode: number, message: string): Error & { readonly statusCode: number } {
  return Object.assign(new Error(message), { statusCode });
}

/** Whether `error` says that the request was at fault. */
export function isClientError(error: unknown): boolean {
  const { statusCode } = error as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}
