import type { EventAttributes } from '../../contracts/event-attributes.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { EventRecord } from '../kafka/kafka-port.js';
import type { PartitionProcessorConfig } from './partition-processor.js';
import type { SettlementConfig } from './process-record.js';

/**
 * Makes the function that settles records of one partition for a group with `handleTogether`. When the records cannot
 * be applied together, `processRecord` settles each of them, one after the other: what fails is retried, and what
 * cannot be applied becomes a dead letter before a later record is applied.
 */
export function createTogetherProcessor(
  {
    reader,
    definition,
    metrics,
    logger,
    beginSpans,
  }: Pick<SettlementConfig, 'reader' | 'definition' | 'metrics' | 'logger' | 'beginSpans'>,
  handleTogether: (records: readonly EventRecord<EventAttributes>[]) => Promise<void>,
  processRecord: (record: IncomingRecord, signal: AbortSignal) => Promise<void>,
): NonNullable<PartitionProcessorConfig<IncomingRecord>['processTogether']> {
  const { group } = definition;

  async function handleInSpans(events: readonly EventRecord<EventAttributes>[]): Promise<void> {
    const spans = beginSpans(events);
    let outcome: string | undefined = 'handler_failed';
    try {
      await spans.attempt(() => handleTogether(events));
      outcome = undefined;
    } finally {
      spans.end(outcome);
    }
  }

  async function isAppliedTogether(records: readonly IncomingRecord[]): Promise<boolean> {
    try {
      const events = records.flatMap((record) => reader.event(record) ?? []);
      if (events.length > 0) {
        const stopTimer = metrics.handleSeconds.startTimer({ group });
        await handleInSpans(events);
        stopTimer();
      }
      metrics.records.inc({ group, outcome: 'applied' }, records.length);
      for (const { event } of events)
        metrics.delaySeconds.observe({ group }, Math.max(0, Date.now() - event.occurredAt.getTime()) / 1000);
      return true;
    } catch (error) {
      logger.warn(
        { group, err: error, records: records.length },
        'Records could not be applied together and are applied one by one',
      );
      return false;
    }
  }

  return async (records, signal, settled) => {
    if (records.length > 1 && (await isAppliedTogether(records))) return records.forEach(settled);
    for (const record of records) {
      signal.throwIfAborted();
      await processRecord(record, signal);
      settled(record);
    }
  };
}
