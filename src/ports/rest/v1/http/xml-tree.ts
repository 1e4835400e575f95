import { clip } from '../../../../kernel/clip.js';
import { SaxesParser } from 'saxes';
import { DomainError } from '../../../../kernel/errors.js';
import { isSupportedCharset } from '../../../../ops/request-text.js';
import { RestError } from './problem.js';

/**
 * How deep elements may be, and how many attributes one may have: beyond it, the rest is not read. XML_LIMITS bound the
 * body as a whole.
 */
const ELEMENT_LIMITS = { depth: 20, attributes: 20 } as const;

/** An element with its attributes, its text and its children, in their order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: XmlElement[];
}

const malformed = (message: string) => new RestError(400, 'BAD_INPUT', message);
const tooMuch = (message: string) => new DomainError('LIMIT_EXCEEDED', message);

/**
 * The root element of an XML document, well-formed as XML 1.0 and its namespaces ask. Throws 400 for one that is not,
 * or that has a DOCTYPE or text beside elements; LIMIT_EXCEEDED for one beyond ELEMENT_LIMITS; 415 for one that
 * declares another encoding than UTF-8, in which it came. Processing instructions and comments are passed over.
 */
export function parseXml(text: string): XmlElement {
  // In the mode of XML 1.0, whatever version the document claims: 1.1 would let control characters in.
  const parser = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let attributes = 0;

  // Thrown from here, an error ends the parsing: nothing behind it is read.
  parser.on('error', (error) => {
    throw malformed(`The body is not well-formed XML: ${clip(error.message)}`);
  });
  parser.on('doctype', () => {
    throw malformed('A DOCTYPE is not allowed.');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding === undefined || isSupportedCharset(encoding.toLowerCase())) return;
    throw new RestError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The body must be in UTF-8, and its XML declaration must not name another encoding.',
    );
  });
  parser.on('opentagstart', (tag) => {
    attributes = 0;
    if (tag.name === '__proto__') throw malformed('An element has a name that is not allowed.');
    if (open.length >= ELEMENT_LIMITS.depth)
      throw tooMuch(`The elements of the body are nested deeper than ${ELEMENT_LIMITS.depth} levels.`);
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > ELEMENT_LIMITS.attributes)
      throw tooMuch(`An element has more than ${ELEMENT_LIMITS.attributes} attributes.`);
  });
  parser.on('opentag', (tag) => {
    const attributesOf = Object.fromEntries(Object.entries(tag.attributes).map(([name, { value }]) => [name, value]));
    const element: XmlElement = { name: tag.name, attributes: attributesOf, text: '', children: [] };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push(element);
  });
  const addText = (piece: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined || element.children.length === 0 || !/[^ \t\r\n]/.test(element.text)) return;
    throw malformed(`The element ${clip(element.name, 100)} mixes text and elements.`);
  });

  parser.write(text).close();
  if (root === undefined) throw malformed('The body must have one root element.');
  return root;
}
