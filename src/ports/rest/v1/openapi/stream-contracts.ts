import type { StreamContract } from '../../../../contracts/asyncapi-document.js';
import { jsonSchemaOf } from '../http/json-schema.js';
import type { AnyOperation } from '../operation.js';
import { BASE } from '../reply.js';

/** The operations that answer with server-sent events. */
export function streamContracts(operations: readonly AnyOperation[]): readonly StreamContract[] {
  return operations.flatMap(({ id, path, summary, answer }) =>
    answer.kind === 'stream'
      ? [
          {
            name: id,
            path: `${BASE}${path}`,
            description: summary,
            messageName: answer.name,
            payload: jsonSchemaOf(answer.schema),
          },
        ]
      : [],
  );
}
