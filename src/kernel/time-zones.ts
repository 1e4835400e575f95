import { LINKS, ZONES } from './time-zone-names.js';

const zones = Object.entries(ZONES).flatMap(([region, names]) =>
  names.split(' ').map((name) => (region === '' ? name : `${region}/${name}`)),
);
const links = Object.entries(LINKS).flatMap(([zone, names]) => names.split(' ').map((name) => [name, zone] as const));
const canonical = new Map(
  [...zones.map((zone) => [zone, zone] as const), ...links].map(([name, zone]) => [name.toLowerCase(), zone]),
);

/**
 * The current name of the zone that a name of the IANA database denotes: Asia/Kolkata for asia/calcutta. Case is
 * ignored, as in the database. Undefined for any other text, an offset such as +01:00 included.
 */
export function canonicalTimeZone(name: string): string | undefined {
  return canonical.get(name.toLowerCase());
}
