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
          // An error response is returned to its caller, and a crash of a consumer to the code that replaces it. So
          // both are only debug messages.
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
 * The client's log level for the level of `logger`. The client builds a line for every request, so it must not build
 * lines that are not printed.
 */
export function kafkaLogLevel(logger: Logger): logLevel {
  if (logger.isLevelEnabled('trace')) return logLevel.DEBUG;
  if (logger.isLevelEnabled('debug')) return logLevel.INFO;
  return logger.isLevelEnabled('warn') ? logLevel.ERROR : logLevel.NOTHING;
}
