/** The body of an answer outside REST that is an error: GraphQL's shape, the code among the extensions. */
export function errorBody(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
  return { errors: [{ message, extensions: { ...details, code } }] };
}
