import { instantOf } from './survey-rows.js';
import { cycled, idOf, TEXTS, times } from './table-rows.js';

const TYPES = ['gateway.survey.created.v1', 'gateway.survey.opened.v1', 'gateway.survey.closed.v1'] as const;

/** Events of two tenants, as the log takes them. */
export function loggedEvents() {
  return times(70, (n) => {
    const tenant = n % 6 === 5 ? 'globex' : 'acme';
    return {
      id: idOf('Event', `${n}`),
      type: cycled(TYPES, n),
      aggregateId: idOf('Survey', `${tenant}/${n % 4}`),
      tenant,
      actor: `owner@${tenant}`,
      occurredAt: new Date(instantOf(n)),
      data: { title: cycled(TEXTS, n), version: n, nothing: null },
    };
  });
}
