import { XMLBuilder } from 'fast-xml-parser';
import { findUnstorableCharacter } from '../../../../kernel/text.js';
import { decodeText } from './decode.js';
import { withoutNull, type JsonSchema } from './json-schema.js';
import { requireBoundedXml } from './xml-bounds.js';
import { RestError } from './problem.js';
import { parseXml, type XmlElement } from './xml-tree.js';

const ATTRIBUTE = '@';
const TEXT = '#text';
const ITEM = 'item';
const NIL = { [`${ATTRIBUTE}nil`]: 'true' } as const;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** The characters that are written in one turn of the event loop: some milliseconds of work. */
const CHARACTERS_PER_TURN = 32_768;

/**
 * `value` (any result of JSON.parse) as an XML document. docs/adr/0011-rest-v1.md describes the mapping. Throws
 * NOT_ACCEPTABLE for a text that XML cannot represent. Nothing is left out or replaced.
 */
export function toXml(root: string, value: unknown, namespace?: string): string {
  return [...piecesOf(root, value, namespace)].join('');
}

/** As toXml. Waits for `turn` between its pieces, since an answer of two megabytes takes a tenth of a second. */
export async function toXmlInTurns(root: string, value: unknown, turn: () => Promise<void> | void): Promise<string> {
  const pieces: string[] = [];
  let characters = 0;
  for (const piece of piecesOf(root, value)) {
    pieces.push(piece);
    characters += piece.length;
    if (characters < CHARACTERS_PER_TURN) continue;
    characters = 0;
    await turn();
  }
  return pieces.join('');
}

/** A document in pieces: one for each field of its value, and one for each item of a field that is a list. */
function* piecesOf(root: string, value: unknown, namespace?: string): Generator<string> {
  yield DECLARATION;
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (fields.length === 0) return yield written({ [root]: elementOf(value) });
  yield namespace === undefined ? `<${root}>` : `<${root} xmlns="${namespace}">`;
  for (const [name, field] of fields) {
    const element = elementName(name);
    if (!Array.isArray(field) || field.length === 0) {
      yield written({ [element]: elementOf(field) });
      continue;
    }
    yield `<${element}>`;
    for (const item of field) yield written({ [ITEM]: elementOf(item) });
    yield `</${element}>`;
  }
  yield `</${root}>`;
}

/** A carriage return would be read as a line end. */
const written = (element: object) => (builder.build(element) as string).replaceAll('\r', '&#13;');

function elementOf(value: unknown): unknown {
  if (value === null || value === undefined) return NIL;
  if (Array.isArray(value)) return { [ITEM]: value.map(elementOf) };
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [elementName(name), elementOf(field)]));
  return typeof value === 'string' ? carried(value) : String(value);
}

/** Names come from schemas; in the data of an event one might not be a name in XML. */
const elementName = (name: string) =>
  /^[A-Za-z_][\w.-]*$/.test(name) && name !== '__proto__' ? name : `_${name.replaceAll(/[^\w.-]/g, '_')}`;

/**
 * XML 1.0 has no way to say most control characters. No text that comes in today has one; a text that was stored before
 * may.
 */
function carried(text: string): string {
  const character = findUnstorableCharacter(text);
  if (character === undefined) return text;
  throw new RestError(
    406,
    'NOT_ACCEPTABLE',
    `A string of the response contains the character ${character}, which XML does not allow. Request JSON.`,
    { character },
  );
}

/**
 * The value of an XML body, typed as the schema says. Throws what parseXml throws, and LIMIT_EXCEEDED as
 * requireBoundedXml does.
 */
export function fromXml(text: string, schema: JsonSchema): unknown {
  requireBoundedXml(text);
  return valueOf(parseXml(text), schema);
}

/** Goes no deeper than the tree, which is bounded. */
function valueOf({ attributes, text, children }: XmlElement, given: JsonSchema): unknown {
  if (attributes['nil'] === 'true') return null;
  if (children.length === 0) return emptyOr(text, given);
  const schema = withoutNull(given);
  if (schema.type === 'array' && children.every(({ name }) => name === ITEM))
    return children.map((child) => valueOf(child, schema.items ?? {}));
  const { properties = {} } = schema;
  const values = new Map<string, unknown[]>();
  for (const child of children) {
    const value = valueOf(child, Object.hasOwn(properties, child.name) ? (properties[child.name] ?? {}) : {});
    const before = values.get(fieldName(child.name));
    if (before === undefined) values.set(fieldName(child.name), [value]);
    else before.push(value);
  }
  // An element said twice is no single value: left as a list, which validation refuses.
  return Object.fromEntries([...values].map(([name, ofName]) => [name, ofName.length === 1 ? ofName[0] : ofName]));
}

/** No field may shadow a property of Object.prototype: no schema has such a name, in any spelling. */
const fieldName = (element: string) => (element in Object.prototype ? `__${element}` : element);

/** An element without children: text, or an empty list or object where the schema has one. */
function emptyOr(text: string, given: JsonSchema): unknown {
  const { type } = withoutNull(given);
  if (text.trim() === '' && type === 'array') return [];
  if (text.trim() === '' && type === 'object') return {};
  return type === 'array' ? text : decodeText(given, text);
}

/** The result of `toXml`, or undefined for a text that XML cannot represent. */
export function toXmlIfCarried(root: string, value: unknown, namespace?: string): string | undefined {
  try {
    return toXml(root, value, namespace);
  } catch (error) {
    if (error instanceof RestError && error.code === 'NOT_ACCEPTABLE') return undefined;
    throw error;
  }
}
