import type { ShapedEvent } from './event-shapes.js';

/** The column of a field at any depth: `total.amountMinor` becomes `total_amount_minor`. */
interface Column {
  readonly name: string;
  readonly type: 'text' | 'bigint' | 'jsonb';
}

/** A table with a column for each field. It grows with each new shape of event. */
export interface ShapeColumns {
  readonly columns: readonly Column[];
  /** One ALTER TABLE for each type of event with fields that the table does not have. */
  readonly migrations: readonly string[];
  /** The share of cells that are null. */
  readonly nullShare: number;
}

/** The table with a column for each field of these events. The types arrive in the order of the events. */
export function shapeColumns(table: string, events: readonly ShapedEvent[]): ShapeColumns {
  const columns = new Map<string, Column>();
  const migrations: string[] = [];
  let filled = 0;
  for (const { data } of events) {
    const fields = Object.entries(rowOf(data));
    filled += fields.length;
    const added = fields
      .filter(([name]) => !columns.has(name))
      .map(([name, value]): Column => ({ name, type: typeOf(value) }));
    if (added.length === 0) continue;
    for (const column of added) columns.set(column.name, column);
    migrations.push(`ALTER TABLE ${table} ${added.map(({ name, type }) => `ADD COLUMN ${name} ${type}`).join(', ')}`);
  }
  return { columns: [...columns.values()], migrations, nullShare: 1 - filled / (events.length * columns.size) };
}

/** The event's data as a flat row. A list stays one value, because its items would need a separate table. */
export function rowOf(data: Readonly<Record<string, unknown>>, path: readonly string[] = []): Record<string, unknown> {
  return Object.assign(
    {},
    ...Object.entries(data).map(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? rowOf(value as Record<string, unknown>, [...path, key])
        : { [snake([...path, key])]: value },
    ),
  ) as Record<string, unknown>;
}

function snake(path: readonly string[]): string {
  return path.join('_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function typeOf(value: unknown): Column['type'] {
  if (typeof value === 'number') return 'bigint';
  return typeof value === 'string' ? 'text' : 'jsonb';
}
