import { describe, expect, it } from '@jest/globals';
import {
  maySeeSurvey,
  SURVEY_READERS,
  SURVEY_WRITERS,
  requireSurveyReader,
  surveyReader,
  surveyRefusal,
  surveyTenant,
  surveyWriter,
} from '../../../../src/domain/surveys/survey-access.js';
import { ANONYMOUS, type MemberRole, type Viewer } from '../../../../src/kernel/viewer.js';
import { codeOf } from '../code-of.js';

const OWN = { tenant: 'acme' };
const member = (role: MemberRole, tenant = 'acme'): Viewer => ({ role, tenant, subject: 'sam' });

describe("A survey's access rules", () => {
  it.each([
    ['the anonymous', ANONYMOUS, 'UNAUTHENTICATED'],
    ['an owner', member('owner'), undefined],
    ['staff', member('staff'), undefined],
    ['a data team', member('data'), undefined],
    ["another tenant's owner", member('owner', 'rival'), 'NOT_FOUND'],
    ["another tenant's data team", member('data', 'rival'), 'NOT_FOUND'],
    ['a tenant whose name differs in case', member('owner', 'Acme'), 'NOT_FOUND'],
  ] as const)('answer %s about the members-only parts', (_, viewer, code) => {
    expect(surveyRefusal(viewer, OWN)?.code).toBe(code);
    expect(maySeeSurvey(viewer, OWN)).toBe(code === undefined);
    expect(codeOf(() => requireSurveyReader(viewer, OWN))).toBe(code);
  });

  it('scope reads to the tenant of the viewer, and give the anonymous none', () => {
    expect(surveyTenant(member('staff', 'rival'))).toBe('rival');
    expect(surveyTenant(ANONYMOUS)).toBeUndefined();
    expect(surveyReader(member('data'))).toEqual(member('data'));
    expect(codeOf(() => surveyReader(ANONYMOUS))).toBe('UNAUTHENTICATED');
  });

  it('let only owners write', () => {
    expect([SURVEY_READERS, SURVEY_WRITERS]).toEqual([['owner', 'staff', 'data'], ['owner']]);
    expect(surveyWriter(member('owner'))).toEqual(member('owner'));
    expect(codeOf(() => surveyWriter(member('staff')))).toBe('FORBIDDEN');
    expect(codeOf(() => surveyWriter(member('data')))).toBe('FORBIDDEN');
    expect(codeOf(() => surveyWriter(ANONYMOUS))).toBe('UNAUTHENTICATED');
  });
});
