/**
 * `npm run contracts`: writes the JSON Schemas of the event types to src/events/contracts/schemas, and refuses to replace
 * a published one by an incompatible one. With `--check` it writes nothing and fails when anything would change.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import type { JsonSchema } from '../events/contracts/event-schema.js';
import { compareWithPublished } from '../events/contracts/published-schemas.js';
import { runCommand } from './run-command.js';

const folder = path.resolve(import.meta.dirname, '../../src/events/contracts/schemas');

await runCommand(async () => {
  const check = process.argv.includes('--check');
  const states = compareWithPublished(await readPublished());

  const broken = states.flatMap((state) => (state.kind === 'incompatible' ? [`${state.type}\n  ${state.problems.join('\n  ')}`] : []));
  if (broken.length > 0)
    throw new ConfigurationError(`Published event schemas only grow by optional fields; anything else is a new version of the event.\n${broken.join('\n')}`);

  const changed = states.flatMap((state) => (state.kind === 'new' || state.kind === 'extended' ? [state] : []));
  if (check && changed.length > 0)
    throw new ConfigurationError(`Run \`npm run contracts\` and commit the result. It would change:\n${changed.map(({ type }) => type).join('\n')}`);
  for (const { kind, type, schema } of changed) {
    await writeFile(path.join(folder, `${type}.json`), `${JSON.stringify(schema, null, 2)}\n`);
    console.log(`${kind === 'new' ? 'Wrote' : 'Extended'} ${type}`);
  }
  if (changed.length === 0) console.log(`${states.length} event schemas are up to date.`);
});

async function readPublished(): Promise<Map<string, JsonSchema>> {
  await mkdir(folder, { recursive: true });
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const schemas = files.map(async (name) => [name.slice(0, -'.json'.length), JSON.parse(await readFile(path.join(folder, name), 'utf8'))] as const);
  return new Map(await Promise.all(schemas));
}
