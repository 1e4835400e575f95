/** Plain JavaScript: the table of settings needs it before anything is built. */
import { URL } from 'node:url';

/**
 * Whether the text is a page's origin as browsers write it: http or https, small letters, no default port, nothing
 * behind the port.
 * @param {string} text
 * @returns {boolean}
 */
export function isWebOrigin(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && origin === text;
}
