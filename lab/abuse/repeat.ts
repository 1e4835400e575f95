import type { Attack } from './attack.js';
import { attackerAddress, createHttpClient, outcomeOf, type HttpClient, type Request } from './http-client.js';

/** An attack that repeats the same kinds of request over `connections` connections, one after the other on each. */
export function repeated(
  name: string,
  title: string,
  connections: number,
  requests: (target: Parameters<Attack['run']>[0], index: number) => Request,
): Attack {
  return {
    name,
    title: `${title}, on ${connections} connections`,
    async run(target, signal, count) {
      const clients = [0, 1, 2, 3, 4].map((n) => createHttpClient(target, connections, attackerAddress(n)));
      let index = 0;
      const one = async (client: HttpClient) => {
        while (!signal.aborted) {
          index += 1;
          try {
            count(outcomeOf(await client.send(requests(target, index))));
          } catch {
            count('connection ended');
          }
        }
      };
      await Promise.all(Array.from({ length: connections }, (_, n) => one(clients[n % clients.length] as HttpClient)));
      for (const client of clients) client.close();
    },
  };
}
