import { describe, expect, it } from '@jest/globals';
import { EVENT_LOG_READERS, eventLogReader } from '../../../../src/domain/event-log/event-log-access.js';
import {
  belongsToStream,
  EVENT_READERS,
  eventReader,
} from '../../../../src/domain/event-stream/event-stream-access.js';
import { ANONYMOUS, type MemberRole } from '../../../../src/kernel/viewer.js';
import { codeOf } from '../code-of.js';

const member = (role: MemberRole) => ({ role, tenant: 'acme', subject: 'sam' });

describe('The access rules of events', () => {
  it.each([
    ['the log', eventLogReader, EVENT_LOG_READERS],
    ['the stream', eventReader, EVENT_READERS],
  ] as const)('let every member read %s, and no one else', (_, rule, roles) => {
    expect(roles).toEqual(['owner', 'staff', 'data']);
    for (const role of roles) expect(rule(member(role))).toEqual(member(role));
    expect(codeOf(() => rule(ANONYMOUS))).toBe('UNAUTHENTICATED');
  });

  it("keep another tenant's events out of a stream", () => {
    expect(['acme', 'rival', 'Acme', ''].map((tenant) => belongsToStream('acme', { tenant }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
