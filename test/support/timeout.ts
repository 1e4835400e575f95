import { jest } from '@jest/globals';

// Real servers on a busy machine: what waits for a condition has a limit of its own, far below this one.
jest.setTimeout(30_000);
