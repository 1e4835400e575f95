import * as bookings from './booking-resources.js';
import type { Resource } from './resource.js';
import * as surveys from './survey-resources.js';

const all: readonly Resource[] = [...Object.values(surveys), ...Object.values(bookings)];
const byName = new Map(all.map((resource) => [resource.name, resource]));

/** Every resource. */
export const RESOURCES: readonly Resource[] = all;

/** The resource of a GraphQL type, or undefined when the type has none. */
export function findResource(name: string): Resource | undefined {
  return byName.get(name);
}

/** The resource of this name, which another resource refers to. Throws for a name that none has. */
export function resourceOf(name: string): Resource {
  const resource = byName.get(name);
  if (resource === undefined) throw new Error(`No resource is named ${name}`);
  return resource;
}
