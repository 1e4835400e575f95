/**
 * Whether the text is a page's origin as browsers write it: http or https, small letters, no default port, nothing
 * behind the port.
 */
export function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && origin === text;
}
