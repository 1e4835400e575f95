import { readAttributes, UnreadableEventError, withData } from '../../contracts/cloud-event.js';
import type { TopicRecord } from '../../contracts/cluster.js';
import { MAX_EVENT_BYTES } from '../../contracts/topics.js';
import { decodeUtf8 } from '../../kernel/text.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';

/** The longest name or ID of a record that is shown. */
const MAX_TEXT = 200;

/** A record, read as an event as far as that is possible. It never throws: what cannot be read is shown as such. */
export function topicRecordOf(record: IncomingRecord, writtenAtMs: number): TopicRecord {
  const { partition, offset, key, value, headers } = record;
  const header = (name: string) => textOf(headers[name]);
  return {
    partition,
    offset: offset.toString(),
    writtenAt: new Date(writtenAtMs),
    key: textOf(key),
    bytes: value?.length ?? 0,
    eventId: header('ce_id'),
    eventType: header('ce_type'),
    aggregateId: header('ce_subject'),
    tenant: header('ce_tenant'),
    ...dataOf(record),
  };
}

function dataOf(record: IncomingRecord): Pick<TopicRecord, 'problem' | 'data'> {
  // To parse a value takes many times its bytes.
  if ((record.value?.length ?? 0) > MAX_EVENT_BYTES) return { problem: 'too_large', data: null };
  try {
    return { problem: null, data: withData(readAttributes(record), record).data };
  } catch (error) {
    if (error instanceof UnreadableEventError) return { problem: error.problem, data: null };
    throw error;
  }
}

function textOf(bytes: Buffer | null | undefined): string | null {
  if (bytes === null || bytes === undefined || bytes.length > MAX_TEXT * 4) return null;
  const text = decodeUtf8(bytes);
  return text === undefined || text.length > MAX_TEXT ? null : text;
}
