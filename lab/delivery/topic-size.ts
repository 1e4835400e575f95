import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** The bytes of a topic's log segments, over all brokers of the stack. */
export async function topicBytes(stateDir: string, brokers: number, topic: string): Promise<number> {
  const cluster = path.join(stateDir, 'kafka', `cluster-of-${brokers}`);
  let bytes = 0;
  for (const node of (await readdir(cluster)).filter((name) => name.startsWith('node-'))) {
    const data = path.join(cluster, node, 'data');
    const isPartition = new RegExp(`^${topic.replaceAll('.', '\\.')}-\\d+$`);
    for (const folder of (await readdir(data)).filter((name) => isPartition.test(name)))
      for (const file of (await readdir(path.join(data, folder))).filter((name) => name.endsWith('.log')))
        bytes += (await stat(path.join(data, folder, file))).size;
  }
  return bytes;
}
