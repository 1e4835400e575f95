import { LINKS, ZONES } from './time-zone-names.js';

const canonical = new Map<string, string>([
  ...Object.entries(ZONES).flatMap(([region, names]) => names.split(' ').map((name) => (region === '' ? name : `${region}/${name}`)).map((zone) => [zone.toLowerCase(), zone] as const)),
  ...Object.entries(LINKS).flatMap(([zone, names]) => names.split(' ').map((name) => [name.toLowerCase(), zone] as const)),
]);

/**
 * The zone that a name of the IANA database stands for, as it is called today: Asia/Kolkata for asia/calcutta. Names are told apart without
 * regard to case, as the database has them. Undefined for any other text, an offset such as +01:00 included.
 */
export function canonicalTimeZone(name: string): string | undefined {
  return canonical.get(name.toLowerCase());
}
