import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const markdown = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: folder !== '.', encoding: 'utf8' });
const DOCUMENTS = ['.', 'docs', 'data'].flatMap((folder) =>
  markdown(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file)),
);
/** Documents that name the files of this checkout as they are now. */
const GUIDES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/architecture.md',
  'docs/glossary.md',
  'docs/style-guide.md',
  'docs/adr/README.md',
];
/** Examples of what a reader makes. */
const MADE = /GROUP|gateway\.venue\.created/;
/** There once the gateway has run, or once the code is generated. */
const MADE_BY_PROGRAMS = /^(\.state|coverage|dist|node_modules)\b/;

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
const anchorsOf = (text: string) => [
  ...[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)),
  ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id),
];

/** The links of a document whose targets this checkout does not have. */
function brokenLinks(document: string, text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? document : path.posix.join(path.posix.dirname(document), decodeURIComponent(file));
    if (!existsSync(path.join(root, target))) return [`${document}: ${link}`];
    return anchor === undefined || anchorsOf(target === document ? text : read(target)).includes(anchor)
      ? []
      : [`${document}: ${link} has no such heading`];
  });
}

/** The paths in backticks that are not there. */
function missingPaths(document: string, text: string): readonly string[] {
  const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
  const paths = named.filter(
    (name) =>
      /^(src|stack|lab|scripts|test|docs|prisma|data|ops|\.ci)\/[\w./-]*$/.test(name) ||
      /^[\w./-]+\.(ts|mjs|cjs|graphql|prisma|yml)$/.test(name),
  );
  return paths
    .filter((name) => !MADE.test(name) && !MADE_BY_PROGRAMS.test(name))
    .filter(
      (name) =>
        ![name, `docs/${name}`, path.posix.join(path.posix.dirname(document), name)].some((file) =>
          existsSync(path.join(root, file)),
        ) && !isBareName(name),
    )
    .map((name) => `${document}: ${name}`);
}
const PROGRAMS = ['src', 'stack', 'lab', 'scripts'];
/** A file named without its folder is somewhere below these. */
const sources = PROGRAMS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.split(path.sep).includes('node_modules'))
    .map((file) => path.basename(file)),
);
const isBareName = (name: string) => !name.includes('/') && sources.includes(name);

/** The commands of package.json that a document names and that are not there. */
function missingCommands(document: string, text: string): readonly string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  return [...text.matchAll(/npm run (?:-s |--silent )*([\w:-]+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => scripts[name] === undefined)
    .map((name) => `${document}: npm run ${name}`);
}

const MAX_COLUMNS = 120;

/** The lines of prose that are too long. Code, tables and what a command has written are as they are. */
function longLines(document: string, text: string): readonly string[] {
  if (/^<!-- Made by /m.test(text)) return [];
  const prose = text
    .replace(/^\s*```[^]*?^\s*```$/gm, '')
    .replace(/<!-- .*: written by [^]*?<!-- end of .*-->/g, '')
    .replace(/^\|.*$/gm, '')
    // A command in backticks on a line of its own cannot be wrapped.
    .replace(/^\s*`[^`]+`[.,]?$/gm, '');
  return prose.split('\n').flatMap((line) => ([...line].length > MAX_COLUMNS ? [`${document}: ${line}`] : []));
}

describe('every document', () => {
  it.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    expect(brokenLinks(document, read(document))).toEqual([]);
  });

  it.each(DOCUMENTS)(`%s has at most ${MAX_COLUMNS} columns of prose`, (document) => {
    expect(longLines(document, read(document))).toEqual([]);
  });

  it.each(GUIDES)('%s names files and commands that are there', (document) => {
    const text = read(document);
    expect([...missingPaths(document, text), ...missingCommands(document, text)]).toEqual([]);
  });

  it('is looked at so that a broken link, a missing heading, path, command and a long line are found', () => {
    const long = 'x'.repeat(121);
    const others = ['```', long, '```', `| ${long} |`, '<!-- a: written by b -->', long, '<!-- end of a -->'];
    expect(longLines('README.md', [long, ...others].join('\n'))).toEqual([`README.md: ${long}`]);
    expect(
      brokenLinks(
        'docs/glossary.md',
        '[a](none.md) [b](../README.md#none) [c](../README.md#limits) [d](https://a.example/)',
      ),
    ).toEqual(['docs/glossary.md: none.md', 'docs/glossary.md: ../README.md#none has no such heading']);
    expect(missingPaths('README.md', '`src/none.ts` `src/main.ts` `none.ts` `main.ts`')).toEqual([
      'README.md: src/none.ts',
      'README.md: none.ts',
    ]);
    expect(missingCommands('README.md', 'npm run none; npm run -s token')).toEqual(['README.md: npm run none']);
  });
});

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');
  const { forbidden } = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs')) as {
    forbidden: readonly { readonly comment?: string }[];
  };
  /** Of the lists of .dependency-cruiser.cjs: what a room may import, but for itself and the kernel. */
  const allowed = forbidden.flatMap(({ comment = '' }) => {
    const [, room, list = ''] = /^(?:src\/)?(.+) may import only: (.*)$/.exec(comment) ?? [];
    if (room === undefined) return [];
    const name = room.replace('/([^/]+)', '/*');
    const targets = list
      .split(', ')
      .map((target) => target.replace('src/', ''))
      .filter((target) => target !== room && target !== 'kernel' && !target.includes('$1'));
    return targets.map((target) => `${name} -> ${target.replace('/([^/]+)', '/*')}`);
  });

  it('draws the imports that .dependency-cruiser.cjs allows, and no others', () => {
    const diagram = /```mermaid\nflowchart TD\n([^]*?)```/.exec(text)?.[1] ?? '';
    const label = Object.fromEntries(
      [...diagram.matchAll(/(\w+)\["([^"]+)"\]/g)].map(([, id = '', name = '']) => [id, name]),
    );
    const arrows = [...diagram.matchAll(/^ *(\w+)(?:\["[^"]+"\])? --> (\w+)/gm)].map(
      ([, from = '', to = '']) => `${label[from]} -> ${label[to]}`,
    );
    expect(allowed.length).toBeGreaterThan(10);
    expect(arrows.filter((arrow) => !arrow.endsWith('-> kernel')).sort()).toEqual([...allowed].sort());
  });

  it('has every folder of src, and every folder beside it', () => {
    const folders = readdirSync(path.join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    expect([...folders, ...PROGRAMS].filter((folder) => !text.includes(`\`${folder}`))).toEqual([]);
  });
});

describe('the lists', () => {
  it('of decisions has every ADR with its title, and says which number is missing', () => {
    const index = read('docs/adr/README.md');
    const cells = index
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, 3)
          .map((cell) => cell.trim()),
      );
    const files = readdirSync(path.join(root, 'docs/adr')).filter((file) => /^\d/.test(file));
    for (const file of files) {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(read(`docs/adr/${file}`)) ?? [];
      expect(cells).toContainEqual([number, `[${title}](${file})`]);
    }
    const rows = cells.map(([number]) => Number(number)).filter((number) => number > 0);
    expect(rows).toEqual(rows.map((_, at) => at + 1));
  });

  it('of words is in order, without repetitions', () => {
    const words = read('docs/words.txt').trim().split('\n');
    expect(words).toEqual([...new Set(words)].sort());
  });
});
