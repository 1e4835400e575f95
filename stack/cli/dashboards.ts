/**
 * `npm run dashboards`: writes Grafana's dashboards to ops/grafana/dashboards. With `--check` it writes nothing and
 * fails when a file would change.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { projectRoot } from '../../src/config/project-root.js';
import { STACK_COMMANDS } from '../commands.mjs';
import { dashboardFiles, DASHBOARDS_FOLDER } from '../dashboards/dashboards.js';

const {
  values: { check },
} = commandLine(STACK_COMMANDS.dashboards);
await runCommand(async () => {
  const folder = path.join(projectRoot(), DASHBOARDS_FOLDER);
  const files = dashboardFiles();
  const gone = (await readdir(folder)).filter((file) => !files.has(file));
  const changed: string[] = [];
  for (const [file, content] of files) {
    const written = await readFile(path.join(folder, file), 'utf8').catch(() => undefined);
    if (written !== content) changed.push(file);
  }
  if (check === true && changed.length + gone.length > 0)
    throw new ConfigurationError(
      `Run \`npm run dashboards\` and commit the result. It would change in ${DASHBOARDS_FOLDER}:\n${[...changed, ...gone].join('\n')}`,
    );
  for (const file of changed) await writeFile(path.join(folder, file), files.get(file) ?? '');
  for (const file of gone) await rm(path.join(folder, file));
  console.log(
    changed.length + gone.length === 0
      ? "Grafana's dashboards are up to date."
      : `Wrote ${[...changed, ...gone.map((file) => `${file} (deleted)`)].join(', ')}.`,
  );
});
