import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transformFile } from '@swc/core';

/** Compiles single files without checking types, so that it takes milliseconds after a save. */
export interface DevCompiler {
  /** Empties the output and compiles every source. Returns the files that cannot be parsed, each with its problem. */
  compileAll(): Promise<ReadonlyMap<string, string>>;
  /** Brings the output of one file up to date. Returns the problem of a file that cannot be parsed. */
  compile(file: string): Promise<string | undefined>;
  /** Removes the output of a file that is gone. */
  remove(file: string): Promise<void>;
}

/**
 * A compiler from `sources` to `output`: *.ts becomes *.js, *.mjs is copied, other files are left out. The output means
 * the same as that of `npm run compile`, because tsconfig.json asks for isolatedModules
 * and verbatimModuleSyntax.
 */
export function createDevCompiler(config: { readonly sources: string; readonly output: string }): DevCompiler {
  const { sources, output } = config;
  const targetOf = (file: string) => path.join(output, path.relative(sources, file)).replace(/\.ts$/, '.js');
  const isSource = (file: string) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts');

  async function compile(file: string): Promise<string | undefined> {
    if (!isSource(file)) return undefined;
    const target = targetOf(file);
    await mkdir(path.dirname(target), { recursive: true });
    if (file.endsWith('.mjs')) {
      await cp(file, target);
      return undefined;
    }
    try {
      const { code, map } = await transformFile(file, {
        swcrc: false,
        sourceMaps: true,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript' },
          transform: { verbatimModuleSyntax: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      });
      if (map !== undefined) await writeFile(`${target}.map`, map);
      await writeFile(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  return {
    compile,
    async compileAll() {
      await rm(output, { recursive: true, force: true });
      const entries = await readdir(sources, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      const problems = await Promise.all(files.map(async (file) => [file, await compile(file)] as const));
      return new Map(problems.filter((problem): problem is readonly [string, string] => problem[1] !== undefined));
    },
    async remove(file) {
      if (!isSource(file)) return;
      await rm(targetOf(file), { force: true });
      await rm(`${targetOf(file)}.map`, { force: true });
    },
  };
}
