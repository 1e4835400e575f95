const WIDTH = 110;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A placeholder with a name, for a value in calls that are shown. It is never sent. */
export function placeholder(name: string): string {
  return `«${name}»`;
}

/** A value as one types it into mongosh: on one line when it fits, otherwise on several. */
export function shellText(value: unknown, indent = ''): string {
  const line = oneLine(value);
  if (indent.length + line.length <= WIDTH || typeof value !== 'object' || value === null || value instanceof Date)
    return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each) => `${inner}${shellText(each, inner)}`)
    : Object.entries(value).map(([key, each]) => `${inner}${shellKey(key)}: ${shellText(each, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (typeof value === 'string')
    return /^«(.+)»$/.exec(value)?.[1] ?? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (value instanceof Date) return `ISODate('${value.toISOString()}')`;
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) =>
      each === placeholder(key) ? key : `${shellKey(key)}: ${oneLine(each)}`,
    );
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  return String(value);
}

function shellKey(key: string): string {
  return IDENTIFIER.test(key) ? key : `'${key}'`;
}
