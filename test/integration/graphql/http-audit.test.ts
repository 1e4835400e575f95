import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway?.stop());

const audits = serverAudits({ url: () => `${gateway.url}/graphql` });
const isRequired = (name: string) => /^(MUST|SHOULD)\b/.test(name);

describe('GraphQL over HTTP', () => {
  it.each(audits.filter(({ name }) => isRequired(name)).map(({ id, name, fn }) => [id, name, fn] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      expect(await audit()).toMatchObject({ status: 'ok' });
    },
  );

  it('has audits of both levels, none of them left out', () => {
    expect(audits.every(({ name }) => /^(MUST|SHOULD|MAY)\b/.test(name))).toBe(true);
    expect(audits.filter(({ name }) => isRequired(name)).length).toBeGreaterThan(35);
  });

  // What the specification leaves open: shown, not asked for.
  it.each(audits.filter(({ name }) => !isRequired(name)).map(({ id, name, fn }) => [id, name, fn] as const))(
    '%s %s',
    async (id, _name, audit) => {
      expect((await audit()).id).toBe(id);
    },
  );
});
