import type { Resource } from '../../src/resources/resource.js';
import { resourceOf } from '../../src/resources/resources.js';

/** A description with something wrong in it for as long as `work` runs. */
export async function withWrong<T>(name: string, wrong: Partial<Resource>, work: () => Promise<T>): Promise<T> {
  const resource = resourceOf(name) as { -readonly [K in keyof Resource]: Resource[K] };
  const right = { ...resource };
  Object.assign(resource, wrong);
  try {
    return await work();
  } finally {
    Object.assign(resource, right);
  }
}
