import { formatMeasure } from '../../trade-offs/compare.js';
import type { Exchange } from '../../trade-offs/exchange.js';

/** The figures of an exchange, named, for people. */
export function describeExchange(exchange: Exchange): readonly (readonly [name: string, value: string])[] {
  const { startMs, headMs, endMs, serverMs, status, bytesUp, bytesDown, sqlStatements, mongoCommands } = exchange;
  const ms = (value: number) => formatMeasure(value, 'ms');
  return [
    ['status', String(status)],
    ['starts at', ms(startMs)],
    ['waits', ms(headMs - startMs)],
    ['gateway', ms(serverMs)],
    ['downloads', ms(endMs - headMs)],
    ['up', formatMeasure(bytesUp, 'bytes')],
    ['down', formatMeasure(bytesDown, 'bytes')],
    ['SQL', String(sqlStatements)],
    ['MongoDB', String(mongoCommands)],
  ];
}
