import { describe, expect, it } from '@jest/globals';
import { requireOperator } from '../../../src/kernel/operator.js';
import { ANONYMOUS, type MemberRole } from '../../../src/kernel/viewer.js';
import { codeOf } from '../domain/code-of.js';

const member = (role: MemberRole, tenant = 'ops') => ({ role, tenant, subject: 'sam' });

describe('an operator', () => {
  it('is the owner or staff of a tenant that operates the installation', () => {
    for (const role of ['owner', 'staff'] as const)
      expect(requireOperator(member(role), ['other', 'ops'])).toEqual(member(role));
    expect(codeOf(() => requireOperator(member('staff', 'acme'), ['ops']))).toBe('FORBIDDEN');
    expect(codeOf(() => requireOperator(member('staff'), []))).toBe('FORBIDDEN');
    expect(codeOf(() => requireOperator(member('staff', 'Ops'), ['ops']))).toBe('FORBIDDEN');
  });

  it('is never a data team or a stranger, also where every tenant operates', () => {
    expect(requireOperator(member('staff', 'acme'), 'every')).toEqual(member('staff', 'acme'));
    expect(codeOf(() => requireOperator(member('data'), 'every'))).toBe('FORBIDDEN');
    expect(codeOf(() => requireOperator(ANONYMOUS, 'every'))).toBe('UNAUTHENTICATED');
  });
});
