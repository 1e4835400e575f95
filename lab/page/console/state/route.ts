/** Where the console is: the decoded parts of the address behind its #/. */
export type Route = readonly string[];

/** The link to a place, whose names may be anything. */
export const linkTo = (...parts: readonly (string | number)[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;

/** The parts of the address. What cannot be decoded leads to the overview. */
export function routeOf(hash: string): Route {
  try {
    return hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}
