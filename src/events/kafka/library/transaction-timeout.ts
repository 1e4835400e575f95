/** Above the time that a batch takes. A transaction of a dead process blocks readers of its partition for that long. */
export const TRANSACTION_TIMEOUT_MS = 10_000;
