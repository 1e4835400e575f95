import { logLevel, type logCreator } from 'kafkajs';
import type { Logger } from '../../ops/logger.js';

/**
 * The client's log lines in the gateway's log, one level lower: the client logs errors that it then retries (every
 * rebalance, every broker that restarts). The parts that use the client log the results.
 */
export function kafkaLog(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      // The client prints whole errors and buffers as `extra`; the text of the message says enough.
      const { message, error, stack: _stack, timestamp: _timestamp, logger: _name, ...extra } = log;
      const fields = {
        part: `kafkajs ${namespace}`,
        ...(error === undefined ? {} : { reason: String(error) }),
        ...extra,
      };
      switch (level) {
        case logLevel.ERROR:
          // An answer that says no goes to whoever asked, and a consumer that crashed to whoever replaces it.
          return /^(Response |Crash: )/.test(message) ? logger.debug(fields, message) : logger.warn(fields, message);
        case logLevel.WARN:
        case logLevel.INFO:
          return logger.debug(fields, message);
        case logLevel.DEBUG:
        case logLevel.NOTHING:
          return logger.trace(fields, message);
      }
    };
}

/**
 * The client's level that yields what `logger` would print; it builds a line for every request, so it must not build
 * them in vain.
 */
export function kafkaLogLevel(logger: Logger): logLevel {
  if (logger.isLevelEnabled('trace')) return logLevel.DEBUG;
  if (logger.isLevelEnabled('debug')) return logLevel.INFO;
  return logger.isLevelEnabled('warn') ? logLevel.ERROR : logLevel.NOTHING;
}
