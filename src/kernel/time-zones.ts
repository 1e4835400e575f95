import { LINKS, ZONES } from './time-zone-names.js';

const zones = Object.entries(ZONES).flatMap(([region, names]) =>
  names.split(' ').map((name) => (region === '' ? name : `${region}/${name}`)),
);
const links = Object.entries(LINKS).flatMap(([zone, names]) => names.split(' ').map((name) => [name, zone] as const));
const canonical = new Map(
  [...zones.map((zone) => [zone, zone] as const), ...links].map(([name, zone]) => [name.toLowerCase(), zone]),
);

/**
 * The zone that a name of the IANA database stands for, as it is called today: Asia/Kolkata for asia/calcutta. Names are told apart without
 * regard to case, as the database has them. Undefined for any other text, an offset such as +01:00 included.
 */
export function canonicalTimeZone(name: string): string | undefined {
  return canonical.get(name.toLowerCase());
}
