/**
 * A condition that is always true. The commit of its statement does not wait until the server's log is on disk: for what
 * may be lost when the server crashes, because it is then done again.
 */
export const ASYNCHRONOUS_COMMIT = `(SELECT set_config('synchronous_commit', 'off', true)) = 'off'`;
