/**
 * The most events that one transaction takes: some tenths of a second of the slowest server's work, and a bounded part
 * of its cache. An event changes up to three pages of 32 KB that no other one changes, because the keys of events and of
 * what they are about spread over all pages of an index. What an open transaction has changed cannot leave the cache.
 * Of the embedded server's 256 MB, two transactions of this size take 38. At 51, a fifth, it waits for ever for room
 * that only the end of a transaction can make. With 500 events and 128 MB it did so when the log had 75,000 entries,
 * and after each start again.
 */
export const MOST_EVENTS = 200;
