import { requireOperator, type OperatorTenants } from '../../kernel/operator.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Backlog, OutboxQueue } from '../outbox/outbox.js';

/** The outbox of the installation. */
export interface OutboxBacklog extends Backlog {
  /** Events that wait to be published. */
  readonly depth: number;
}

/** The state of the outbox, for operators (see requireOperator). Throws UNAUTHENTICATED and FORBIDDEN. */
export interface OutboxService {
  state(viewer: Viewer): Promise<OutboxBacklog>;
}

/** See OutboxService. */
export function createOutboxService({
  queue,
  operators,
}: {
  readonly queue: Pick<OutboxQueue, 'backlog'>;
  readonly operators: OperatorTenants;
}): OutboxService {
  return {
    async state(viewer) {
      requireOperator(viewer, operators);
      return queue.backlog();
    },
  };
}
