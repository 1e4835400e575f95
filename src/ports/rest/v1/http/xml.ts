import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeText } from './decode.js';
import { withoutNull, type JsonSchema } from './json-schema.js';
import { RestError } from './problem.js';
import { requireBoundedXml } from './xml-bounds.js';

const ATTRIBUTE = '@';
const TEXT = '#text';
const ITEM = 'item';
const NIL = { [`${ATTRIBUTE}nil`]: 'true' } as const;
const MAX_DEPTH = 20;

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, textNodeName: TEXT, suppressEmptyNode: true, suppressBooleanAttributes: false });
const parser = new XMLParser({
  ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, textNodeName: TEXT, parseTagValue: false, parseAttributeValue: false, trimValues: false,
  ignoreDeclaration: true, ignorePiTags: true,
  // An object without names: references to characters by number, which are XML's own, and none of HTML's entities.
  htmlEntities: {} as unknown as boolean,
});

/** `value` (what JSON.parse could give) as an XML document: see docs/adr/0011-rest-v1.md for the mapping. */
export function toXml(root: string, value: unknown, namespace?: string): string {
  const node = elementOf(value);
  const named = namespace === undefined ? node : { [`${ATTRIBUTE}xmlns`]: namespace, ...(node as object) };
  // A carriage return would be read as a line end.
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: named }).replaceAll('\r', '&#13;')}`;
}

function elementOf(value: unknown): unknown {
  if (value === null || value === undefined) return NIL;
  if (Array.isArray(value)) return { [ITEM]: value.map(elementOf) };
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, field]) => [elementName(name), elementOf(field)]));
  return typeof value === 'string' ? representable(value) : String(value);
}

/** Names come from schemas; in the data of an event one might not be a name in XML. */
const elementName = (name: string) => (/^[A-Za-z_][\w.-]*$/.test(name) ? name : `_${name.replaceAll(/[^\w.-]/g, '_')}`);

/** XML 1.0 has no way to say most control characters and lone surrogates. */
const representable = (text: string) => text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

/** The value of an XML body, typed as the schema says. Throws 400 for what is not well-formed, has a DOCTYPE, or is too deep; LIMIT_EXCEEDED as requireBoundedXml does. */
export function fromXml(text: string, schema: JsonSchema): unknown {
  requireBoundedXml(text);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw malformed('A DOCTYPE is not taken.');
  const validity = XMLValidator.validate(text);
  if (validity !== true) throw malformed(`The body is not well-formed XML: ${validity.err.msg}`);
  const document = Object.entries(parsed(text)).filter(([name]) => name !== TEXT);
  const [root] = document;
  if (root === undefined || document.length > 1 || Array.isArray(root[1])) throw malformed('The body must have one root element.');
  return valueOf(root[1], schema, 0);
}

function parsed(text: string): object {
  try {
    return parser.parse(text) as object;
  } catch {
    throw malformed('The body is not well-formed XML.');
  }
}

const malformed = (message: string) => new RestError(400, 'BAD_INPUT', message);

function valueOf(node: unknown, given: JsonSchema, depth: number): unknown {
  if (depth > MAX_DEPTH) throw malformed(`The body is deeper than ${MAX_DEPTH} elements.`);
  if (typeof node === 'string') return emptyOr(node, given);
  const element = node as Readonly<Record<string, unknown>>;
  if (element[`${ATTRIBUTE}nil`] === 'true') return null;
  const children = Object.entries(element).filter(([name]) => name !== TEXT && !name.startsWith(ATTRIBUTE));
  if (children.length === 0) return emptyOr(String(element[TEXT] ?? ''), given);
  const schema = withoutNull(given);
  if (schema.type === 'array' && children.every(([name]) => name === ITEM)) {
    const items = children.flatMap(([, child]) => (Array.isArray(child) ? (child as unknown[]) : [child]));
    return items.map((item) => valueOf(item, schema.items ?? {}, depth + 1));
  }
  const fields = children.map(([name, child]) => {
    // An element said twice is no single value: left as a list, which validation refuses.
    const field = schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? (schema.properties[name] ?? {}) : {};
    return [name, Array.isArray(child) ? child.map((one) => valueOf(one, field, depth + 1)) : valueOf(child, field, depth + 1)] as const;
  });
  return Object.fromEntries(fields);
}

/** An element without children: text, or an empty list or object where the schema has one. */
function emptyOr(text: string, given: JsonSchema): unknown {
  const { type } = withoutNull(given);
  if (text.trim() === '' && type === 'array') return [];
  if (text.trim() === '' && type === 'object') return {};
  return type === 'array' ? text : decodeText(given, text);
}
