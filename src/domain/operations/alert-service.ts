import { isTemporary } from '../../kernel/errors.js';
import { requireOperator, type OperatorTenants } from '../../kernel/operator.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Alert, AlertSource } from './alert-source.js';

export type { Alert } from './alert-source.js';
export type AlertState = Alert['state'];

/**
 * Whether alerts are evaluated at all, and can be read now.
 * - available: the list is that of Prometheus.
 * - not_configured: this installation has no PROMETHEUS_URL.
 * - unreachable: Prometheus does not answer.
 */
export const ALERT_STATES = ['available', 'not_configured', 'unreachable'] as const;

export type AlertListState = (typeof ALERT_STATES)[number];

export interface Alerts {
  readonly state: AlertListState;
  /** Those that fire first, then by name. At most MAX_ALERTS. */
  readonly alerts: readonly Alert[];
}

export const MAX_ALERTS = 100;

/** The alerts of the installation, for operators (see requireOperator). Throws UNAUTHENTICATED and FORBIDDEN. */
export interface AlertService {
  list(viewer: Viewer): Promise<Alerts>;
}

/** See AlertService. Without a source, alerts are not evaluated. */
export function createAlertService({
  source,
  operators,
}: {
  readonly source: AlertSource | undefined;
  readonly operators: OperatorTenants;
}): AlertService {
  return {
    async list(viewer) {
      requireOperator(viewer, operators);
      if (source === undefined) return { state: 'not_configured', alerts: [] };
      try {
        const alerts = [...(await source.alerts())].sort(
          (a, b) => Number(b.state === 'firing') - Number(a.state === 'firing') || (a.name < b.name ? -1 : 1),
        );
        return { state: 'available', alerts: alerts.slice(0, MAX_ALERTS) };
      } catch (error) {
        if (isTemporary(error) === true) return { state: 'unreachable', alerts: [] };
        throw error;
      }
    },
  };
}
