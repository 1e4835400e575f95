/** The body of an error response outside REST, in GraphQL's form: the code is in the extensions. */
export function errorBody(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
  return { errors: [{ message, extensions: { ...details, code } }] };
}
