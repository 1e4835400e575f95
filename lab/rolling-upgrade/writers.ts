import type { GraphQLRequest } from '../graphql-request.js';

/** Writers of one gateway, which go on until they are stopped. */
interface Writers {
  /** Resolves to the number of mutations that were answered, and of those whose answer never came. */
  stop(): Promise<{ readonly answered: number; readonly failed: number }>;
}

const CREATE = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }';
const RENAME =
  'mutation ($id: ID!, $title: String!) { updateSurvey(input: { id: $id, title: $title }) { survey { id } } }';

/** Creates surveys and renames each twice, so that the events of an aggregate have an order. */
export function startWriters(request: GraphQLRequest, writers: number): Writers {
  let stopped = false;
  let answered = 0;
  let failed = 0;
  async function write(name: number): Promise<void> {
    for (let n = 0; !stopped; n += 1)
      try {
        const title = `Upgrade ${name}.${n}`;
        const { data } = await request<{ createSurvey: { survey: { id: string } } }>(CREATE, { title });
        answered += 1;
        for (const version of [1, 2]) {
          await request(RENAME, { id: data.createSurvey.survey.id, title: `${title}, renamed ${version}` });
          answered += 1;
        }
      } catch {
        // A gateway that was killed does not answer.
        failed += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  }
  const running = Array.from({ length: writers }, (_, name) => write(name));
  return {
    async stop() {
      stopped = true;
      await Promise.all(running);
      return { answered, failed };
    },
  };
}
