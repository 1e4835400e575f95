import type { MongoClient } from 'mongodb';
import { currentSpan } from '../../ops/tracing/in-span.js';
import type { Span } from '../../ops/tracing/span.js';

/**
 * Records each command as a span below the span of the work that sends it. A span has the names of the command and of
 * its collection. The command itself contains values. The client must monitor commands.
 */
export function traceCommands(client: MongoClient): void {
  /** By the ID of the request. The driver reports the end of each command that it has begun. */
  const running = new Map<number, Span>();
  client.on('commandStarted', ({ requestId, commandName, command, databaseName }) => {
    const parent = currentSpan();
    if (parent === undefined) return;
    const named: unknown = command[commandName];
    const collection = typeof named === 'string' ? named : undefined;
    const span = parent.child({
      name: collection === undefined ? commandName : `${commandName} ${collection}`,
      kind: 'client',
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': commandName,
        'db.collection.name': collection,
        'db.namespace': databaseName,
      },
    });
    running.set(requestId, span);
  });
  const end = (requestId: number, errorType?: string) => {
    const span = running.get(requestId);
    if (span === undefined) return;
    running.delete(requestId);
    if (errorType !== undefined) span.fail(errorType);
    span.end();
  };
  client.on('commandSucceeded', ({ requestId }) => end(requestId));
  client.on('commandFailed', ({ requestId, failure }) => end(requestId, failureType(failure)));
}

/** The driver's name of a server's error, such as WriteConflict. */
function failureType(failure: Error): string {
  const { codeName } = failure as { readonly codeName?: unknown };
  return typeof codeName === 'string' ? codeName : failure.name;
}
