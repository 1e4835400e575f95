/** The advice at the end of docs/trade-offs.md. It holds whatever the numbers of a run are; the tasks it names show what it says. */
export const DECISION_GUIDE = `Both speak for the same services here, so nothing below is about what can be done, only about what it costs and whom it suits.

**REST, when**
- answers are shared or read again: a URL can be cached by browsers, proxies and CDNs, and an ETag saves the body (\`cached-re-read\`, \`one-thing\`);
- the things asked for are whole and their shapes foreseen: a list, a document, a status (\`one-thing\`, \`exists\`, \`survey-list-counts\`);
- answers are large and uniform: fields of thousands of objects are executed one by one in GraphQL (\`seat-map\`);
- the clients are many, unknown and built with anything: curl, a spreadsheet, a partner's gateway; status codes, \`Location\`, \`Retry-After\`, \`Idempotency-Key\` and \`If-Match\`
  mean the same to all of them;
- limits and prices are per request: a GraphQL operation's cost has to be computed before it is run.

**GraphQL, when**
- screens are made of many kinds of things, differ, and change faster than the server: one request brings what REST takes N+1 for, and nothing else
  (\`survey-tree\`, \`mobile-over-fetch\`);
- the way is long or the line narrow: each round trip saved is the latency saved, whatever the machine (\`survey-tree\` over "other continent");
- what a write made is to be shown at once, with all that hangs on it (\`submit-response\`);
- types are to be generated for clients, and what nobody asks for any more is to be found and removed: the queries say which fields are used.

**Both are even when** REST has \`expand\` and \`fields\` (\`survey-tree-expand\`, \`mobile-sparse-fields\`): then the choice is who decides. Each expansion is one the server offered; each
GraphQL query is one the client made. What REST pays for this is its simplest cache: each choice of fields is a URL of its own.

**For changes**, poll with \`If-None-Match\` when they are rare or may be seen late, follow server-sent events when they go one way only, subscribe when one connection is to carry
many conversations (\`poll-or-subscribe\`, \`sse-or-subscribe\`). Whatever it is, keep the cursor: a stream that cannot be resumed loses events on every bad line.

**Both, as here, when** frontend teams build screens (GraphQL) and backend teams integrate (REST). It is affordable if neither port has logic of its own: one set of services, one set of error
codes, one suite of tests run over both. What it costs is a second contract to keep compatible, and a second set of limits to operate.`;
