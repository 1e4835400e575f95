import { describe, expect, it } from '@jest/globals';
import {
  bookingMember,
  BUYERS,
  cancellationRole,
  listedBookings,
  PROGRAMME_WRITERS,
  programmeWriter,
  visibleBookings,
} from '../../../../src/domain/bookings/booking-access.js';
import { ANONYMOUS, type Member, type MemberRole } from '../../../../src/kernel/viewer.js';
import { codeOf } from '../code-of.js';

const member = (role: MemberRole, tenant = 'cinema', subject = 'sam'): Member => ({ role, tenant, subject });
const booking = { buyerTenant: 'club', subject: 'sam', tenant: 'cinema' };

describe("A booking's access rules", () => {
  it('let owners and staff buy, and only owners write the programme', () => {
    const codes = (rule: typeof bookingMember) =>
      [ANONYMOUS, member('owner'), member('staff'), member('data')].map((viewer) => codeOf(() => rule(viewer)));
    expect([BUYERS, PROGRAMME_WRITERS]).toEqual([['owner', 'staff'], ['owner']]);
    expect(codes(bookingMember)).toEqual(['UNAUTHENTICATED', undefined, undefined, 'FORBIDDEN']);
    expect(codes(programmeWriter)).toEqual(['UNAUTHENTICATED', undefined, 'FORBIDDEN', 'FORBIDDEN']);
  });

  it("show a member its own bookings and those of its tenant's shows", () => {
    expect(visibleBookings(member('staff'))).toEqual({
      buyer: { buyerTenant: 'cinema', subject: 'sam' },
      tenant: 'cinema',
    });
  });

  it("list either the member's own bookings or those of its tenant's shows", () => {
    expect(listedBookings(member('staff'), false)).toEqual({ buyer: { buyerTenant: 'cinema', subject: 'sam' } });
    expect(listedBookings(member('staff'), true)).toEqual({ tenant: 'cinema' });
  });

  it.each([
    ['its buyer', member('staff', 'club'), 'buyer'],
    ["a member of the show's tenant", member('staff'), 'seller'],
    ["the buyer's colleague", member('owner', 'club', 'kim'), undefined],
    ["another tenant's subject of the buyer's name", member('owner', 'rival'), undefined],
  ] as const)('let %s cancel as it may', (_, who, role) => {
    expect(cancellationRole(booking, who)).toBe(role);
  });
});
