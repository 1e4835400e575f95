import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rememberedClusterSize } from '../../../stack/kafka/cluster-size.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafka-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the number of brokers', () => {
  it('is unknown where none was started', () => {
    expect(rememberedClusterSize(path.join(folder, 'kafka')).last()).toBeUndefined();
  });

  it('is the last one that was started', () => {
    const sizes = rememberedClusterSize(path.join(folder, 'kafka'));
    sizes.remember(3);
    expect(sizes.last()).toBe(3);
    sizes.remember(1);
    expect(sizes.last()).toBe(1);
  });

  it('is that of the data where the number was not written yet', async () => {
    await mkdir(path.join(folder, 'cluster-of-1'));
    expect(rememberedClusterSize(folder).last()).toBe(1);
  });
});
