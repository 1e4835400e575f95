import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the build', () => {
  it('holds every worker that the code starts by its file', () => {
    const { config } = ts.readConfigFile(path.join(root, 'src/tsconfig.json'), ts.sys.readFile) as { config: unknown };
    const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, path.join(root, 'src'));
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const started = sources.flatMap((file) =>
      [...read(`src/${file}`).matchAll(/new Worker\(new URL\('([^']+)'/g)].map(([, worker = '']) =>
        path.resolve(root, 'src', path.dirname(file), worker),
      ),
    );
    expect(started.length).toBeGreaterThan(0);
    expect(started.filter((worker) => !fileNames.includes(worker))).toEqual([]);
  });

  it('runs on the Node of .nvmrc, and the packages and types take the oldest that engines names', () => {
    const { engines, devDependencies } = JSON.parse(read('package.json')) as {
      engines: { node: string };
      devDependencies: Record<string, string>;
    };
    const image = [...read('Dockerfile').matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major);
    expect(image).toEqual([read('.nvmrc').trim(), read('.nvmrc').trim()]);
    const oldest = /^>=(\d+)\./.exec(engines.node)?.[1];
    expect(devDependencies['@types/node']?.split('.')[0]).toBe(oldest);
    expect(Number(image[0])).toBeGreaterThanOrEqual(Number(oldest));
  });
});
