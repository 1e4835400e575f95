import { DomainError } from '../../kernel/errors.js';
import { currentOperation } from '../operation-scope.js';
import { createConcurrencyLimit } from './concurrency.js';

/**
 * Runs one piece of work at a time, for work of which each piece takes much memory. Refuses with OVERLOADED when `most`
 * pieces run or wait. A piece whose operation is over when its turn comes is not begun.
 */
export function createOneAtATime(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const inTurn = createConcurrencyLimit(1);
  let present = 0;
  return async (work) => {
    if (present >= most) throw new DomainError('OVERLOADED');
    present += 1;
    // An operation is forgotten a moment after its deadline, perhaps before the turn comes.
    const operation = currentOperation();
    try {
      return await inTurn(async () => {
        if (operation?.over !== undefined) throw operation.over;
        return work();
      });
    } finally {
      present -= 1;
    }
  };
}
