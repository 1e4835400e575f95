import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import Negotiator from 'negotiator';

export const JSON_TYPE = 'application/json';
export const HTML_TYPE = 'text/html';
export const RESPONSE_TYPE = 'application/graphql-response+json';

/**
 * Whether a client would rather have a page than an answer for programs: a browser. Accepting anything is no such wish.
 */
export function prefersHtml(accept: string | undefined): boolean {
  return (
    accept !== undefined &&
    new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, RESPONSE_TYPE, HTML_TYPE]) === HTML_TYPE
  );
}

/**
 * Statuses of GraphQL over HTTP: an operation that is refused as a whole (parse, validation, variables, limits) is
 * answered with
 * 400 as application/graphql-response+json. As application/json it is 200, because there a 4xx may be anybody's on the
 * way, and clients of that type do not look for `errors` in it. Requests that are no operations stay 400, those whose
 * operationName names none included, and 401 and 405 as they are.
 */
export const statusByMediaType: ApolloServerPlugin<BaseContext> = {
  async requestDidStart() {
    let namesNone = false;
    return {
      async didResolveOperation({ operation }) {
        namesNone = operation === undefined;
      },
      async willSendResponse({ request, response }) {
        if (response.http.status !== 400 || request.query === undefined || namesNone) return;
        if (isPlainJson(request.http?.headers.get('accept'))) response.http.status = 200;
      },
    };
  },
};

/** Whether a client takes an answer as application/json rather than as application/graphql-response+json. */
export function isPlainJson(accept: string | undefined): boolean {
  return (
    accept === undefined || new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, RESPONSE_TYPE]) === JSON_TYPE
  );
}

/** Whether a client accepts an answer of either type. */
export function acceptsResponse(accept: string | undefined): boolean {
  return (
    accept === undefined || new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, RESPONSE_TYPE]) !== undefined
  );
}
