import path from 'node:path';

/** What Prometheus reads and where it sends alerts. Addresses are `host:port`. */
export interface PrometheusTargets {
  /** The checkout, which has the rules. */
  readonly root: string;
  readonly gateways: readonly string[];
  /** The bearer token of the gateways' metrics. */
  readonly metricsToken: string | undefined;
  readonly kafka: readonly string[];
  readonly alertmanager: string | undefined;
}

const EVERY = '5s';

/** A configuration for Prometheus. JSON is YAML too. */
export function prometheusConfig(targets: PrometheusTargets): string {
  const { root, gateways, metricsToken, kafka, alertmanager } = targets;
  const job = (name: string, addresses: readonly string[], more: object = {}) =>
    addresses.length === 0 ? [] : [{ job_name: name, static_configs: [{ targets: addresses }], ...more }];
  return `${JSON.stringify(
    {
      global: { scrape_interval: EVERY, scrape_timeout: EVERY, evaluation_interval: EVERY },
      rule_files: [path.join(root, 'ops/prometheus/rules/*.yml')],
      alerting: {
        alertmanagers: alertmanager === undefined ? [] : [{ static_configs: [{ targets: [alertmanager] }] }],
      },
      scrape_configs: [
        ...job('gateway', gateways, metricsToken === undefined ? {} : { authorization: { credentials: metricsToken } }),
        ...job('kafka', kafka),
      ],
    },
    null,
    2,
  )}\n`;
}
