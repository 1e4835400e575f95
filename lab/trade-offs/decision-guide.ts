/**
 * The advice at the end of docs/trade-offs.md. It must hold for the numbers of any run. The tasks that it names show
 * the evidence.
 */
export const DECISION_GUIDE = `Here both ports use the same services and have the same capabilities. The advice below is only about costs and about which clients each suits.

**REST, when**
- answers are shared or read repeatedly: browsers, proxies and CDNs can cache a URL, and an ETag saves the body (\`cached-re-read\`, \`one-thing\`);
- clients need whole resources of foreseen shapes: a list, a document, a status (\`one-thing\`, \`exists\`, \`survey-list-counts\`);
- answers are large and uniform, and the GraphQL server executes each field of thousands of objects separately.
  Here one SQL statement answers either port, and the difference is gone (\`seat-map\`);
- there are many unknown clients, built with any tool: curl, a spreadsheet, a partner's gateway; status codes, \`Location\`, \`Retry-After\`, \`Idempotency-Key\` and \`If-Match\`
  mean the same to all of them;
- limits and prices are per request: the cost of a GraphQL operation has to be computed before it is executed.

**GraphQL, when**
- screens combine many kinds of data, differ, and change faster than the server: one request returns what takes REST N+1 requests, and nothing else
  (\`survey-tree\`, \`mobile-over-fetch\`);
- round trips are long or bandwidth is low: each saved round trip saves its full latency, on any machine (\`survey-tree\` over "other continent");
- the result of a write is shown at once, with related objects (\`submit-response\`);
- clients generate types from the schema, and unused fields are to be found and removed: the queries show which fields are used.

**Both are even when** REST has \`expand\` and \`fields\` (\`survey-tree-expand\`, \`mobile-sparse-fields\`). Then the question is who decides. The server offers each expansion of REST; the
client writes each GraphQL query. REST's cost is its simple cache: each choice of fields is a URL of its own.

**For changes**, poll with \`If-None-Match\` when they are rare or may be seen late. Follow server-sent events when they go one way only. Subscribe when one connection is to carry
many streams (\`poll-or-subscribe\`, \`sse-or-subscribe\`). Keep the cursor in every case: a stream that cannot be resumed loses events at each disconnect.

**Both, as here, when** frontend teams build screens (GraphQL) and backend teams integrate (REST). It is affordable if neither port has logic of its own: one set of services, one set of error
codes, one suite of tests for both. The cost is a second contract to keep compatible, and a second set of limits to operate.`;
