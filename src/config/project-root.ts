import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of package.json, with schema.graphql, prisma/ and data/: the checkout, or the image's folder. Sources and
 * builds lie at different depths below it, so it is looked for upwards.
 */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`No folder above ${import.meta.dirname} has a package.json`);
    folder = above;
  }
  return folder;
}
