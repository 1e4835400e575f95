import type { AnyOperation } from './operation.js';
import { surveyOperations } from './operations/surveys.js';

/** Every operation of REST v1. */
export const OPERATIONS: readonly AnyOperation[] = [...surveyOperations];
