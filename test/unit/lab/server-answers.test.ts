import { describe, expect, it } from '@jest/globals';
import { countDifferences, countsSince, exchangeCounts, parseCounts } from '../../../lab/trade-offs/server-counters.js';
import { serverCost } from '../../../lab/trade-offs/server-timing.js';
import { sseBlocks, type SseBlock } from '../../../lab/trade-offs/sse-stream.js';

describe('Server-Timing', () => {
  it('reports the cost of an answer', () => {
    expect(serverCost('total;dur=12.50, sql;desc="3", mongo;desc="1", in;desc="345"')).toEqual({
      serverMs: 12.5,
      sqlStatements: 3,
      mongoCommands: 1,
      bytesIn: 345,
    });
  });

  it.each([
    null,
    '',
    'total;dur=1, sql;desc="3", mongo;desc="0"',
    'total;dur=x, sql;desc="3", mongo;desc="0", in;desc="1"',
  ])('that says less is refused: %s', (header) => {
    expect(() => serverCost(header)).toThrow('does not report the cost of its answers');
  });
});

describe('the counters', () => {
  const metrics = [
    '# HELP gateway_http_requests_total Requests',
    'gateway_http_requests_total{port="rest",status="200"} 3',
    'gateway_http_requests_total{port="rest",status="304"} 2',
    'gateway_http_requests_total{port="graphql",status="200"} 7',
    'gateway_http_requests_total{port="other",status="200"} 9',
    'gateway_http_request_bytes_total{port="rest"} 1500',
    'gateway_http_response_bytes_total{port="rest"} 2.5e+3',
    'gateway_http_sql_statements_total{port="rest"} 4',
  ].join('\n');

  it('are read by port, over all statuses', () => {
    expect(parseCounts(metrics)).toEqual({
      rest: { requests: 5, notModified: 2, bytesUp: 1500, bytesDown: 2500, sqlStatements: 4, mongoCommands: 0 },
      graphql: { requests: 7, notModified: 0, bytesUp: 0, bytesDown: 0, sqlStatements: 0, mongoCommands: 0 },
    });
  });

  it('differ from the lab’s numbers where they differ, and nowhere else', () => {
    const exchange = {
      label: '',
      method: 'GET',
      path: '/api/v1/surveys',
      status: 304,
      startMs: 0,
      headMs: 0,
      endMs: 0,
      bytesUp: 10,
      bytesDown: 20,
      serverMs: 1,
      sqlStatements: 1,
      mongoCommands: 0,
    };
    const lab = exchangeCounts([exchange, { ...exchange, path: '/graphql', status: 200 }]);
    expect(lab.rest).toEqual({
      requests: 1,
      notModified: 1,
      bytesUp: 10,
      bytesDown: 20,
      sqlStatements: 1,
      mongoCommands: 0,
    });
    const before = parseCounts('');
    expect(countDifferences(lab, countsSince(before, lab))).toEqual([]);
    expect(countDifferences(lab, { ...lab, rest: { ...lab.rest, bytesUp: 11 } })).toEqual([
      'rest.bytesUp: the lab has 10, the server 11',
    ]);
  });
});

describe('an event stream', () => {
  it('is read block by block however it is cut up, with its bytes on the wire', async () => {
    const text = 'retry: 2000\n\nid: 1\nevent: a\ndata: {"v":"é"}\n\n: still here\n\n';
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 7, bytes.length]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      );
      const blocks: SseBlock[] = [];
      for await (const block of sseBlocks(ReadableStream.from(pieces) as ReadableStream<Uint8Array>))
        blocks.push(block);
      expect(blocks.map(({ id, data }) => [id, data])).toEqual([
        [undefined, undefined],
        ['1', { v: 'é' }],
        [undefined, undefined],
      ]);
      // Each has its size in hexadecimal and two line ends about it.
      expect(blocks.map((block) => block.bytes)).toEqual([13 + 5, 33 + 6, 14 + 5]);
    }
  });
});
