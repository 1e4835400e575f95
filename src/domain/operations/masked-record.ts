import type { TopicRecord } from '../../contracts/cluster.js';
import { eventSchema, type JsonSchema } from '../../contracts/event-schema.js';
import { isEventType, type EventType } from '../../contracts/event-types.js';

/** The most items that are shown of a list. An event may have thousands of seats. */
const MAX_ITEMS = 100;

/** Takes the place of what an operator must not see. */
export const MASK = '•••';

/** Texts of events that say nothing of a person. Every other text is masked, also one that a later version adds. */
const PUBLIC_TEXTS: ReadonlySet<string> = new Set([
  'title',
  'language',
  'changed[]',
  'seatLabels[]',
  'seats[]',
  'seats[].label',
  'total.currency',
  'amount.currency',
  'movieTitle',
  'venueName',
  'screenName',
  'timeZone',
]);
/** Numbers that are answers of a respondent. */
const PERSONAL_NUMBERS: ReadonlySet<string> = new Set(['numbers[].number']);
const PUBLIC_FORMATS: ReadonlySet<unknown> = new Set(['uuid', 'date-time']);
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The record as an operator of another person's data sees it: IDs, times, numbers and names of states, but no names,
 * addresses, titles and answers. Data of another tenant than `tenant` is left out, and what is no ID in the place of
 * one is masked. A field is shown because the schema of its type says what it holds, not because nothing was found in
 * it.
 */
export function maskedRecord(record: TopicRecord, tenant: string): TopicRecord {
  const { eventType, data } = record;
  const isOwn = record.tenant === tenant;
  const known = eventType !== null && isEventType(eventType) ? eventType : undefined;
  return {
    ...record,
    key: idText(record.key),
    eventId: idText(record.eventId),
    aggregateId: idText(record.aggregateId),
    data: isOwn && known !== undefined && record.problem === null ? masked(schemaOf(known), data, '') : null,
  };
}

const idText = (text: string | null) => (text === null || ID.test(text) ? text : MASK);

const schemas = new Map<EventType, JsonSchema>();
function schemaOf(type: EventType): JsonSchema {
  const schema = schemas.get(type) ?? eventSchema(type);
  schemas.set(type, schema);
  return schema;
}

function masked(schema: JsonSchema | undefined, value: unknown, path: string): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return schema === undefined || PERSONAL_NUMBERS.has(path) ? MASK : value;
  if (typeof value === 'string') {
    const isPublic =
      schema !== undefined &&
      (PUBLIC_FORMATS.has(schema['format']) || Array.isArray(schema['enum']) || PUBLIC_TEXTS.has(path));
    return isPublic ? value : MASK;
  }
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const items = list.slice(0, MAX_ITEMS).map((item) => masked(schemaAt(schema?.['items']), item, `${path}[]`));
    return list.length > MAX_ITEMS ? [...items, `… ${list.length - MAX_ITEMS} more`] : items;
  }
  const properties = schemaAt(schema?.['properties']) ?? {};
  return Object.fromEntries(
    Object.entries(value as object).map(([name, field]) => [
      name,
      masked(
        Object.hasOwn(properties, name) ? schemaAt(properties[name]) : undefined,
        field,
        path === '' ? name : `${path}.${name}`,
      ),
    ]),
  );
}

const schemaAt = (given: unknown) =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonSchema) : undefined;
