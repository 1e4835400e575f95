/** What a person is shown when the gateway answers at `url`; `what` says what is up. */
export function startedText(what: string, url: string): string {
  return `
${what}

  Start here     ${url}
  Lab            ${url}/lab
  GraphQL        ${url}/graphql (subscriptions at ${url.replace('http', 'ws')}/graphql)
  REST           ${url}/api/v1, documented at ${url}/api/docs
  Event schemas  ${url}/schemas
  Health         ${url}/health/ready
  Metrics        ${url}/metrics

A token:  npm run -s token -- --role owner
Ctrl-C stops everything; data stays.
`;
}
