import type { ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import type { MonitoringSettings, MonitoringUrls } from './monitoring/monitoring.js';
import type { ServerUrls } from '../src/config/server-urls.js';

/** The servers to run. It is sent once, as the first message. */
export interface WatchdogConfig {
  readonly root: string;
  readonly stateDir: string;
  readonly serversDir: string;
  readonly embed: { readonly postgres: boolean; readonly mongodb: boolean; readonly kafka: boolean };
  /** The number that the folder was last used with, or one, when undefined. */
  readonly brokers: 1 | 3 | undefined;
  /** Whether Prometheus and Alertmanager run beside the servers, and how. */
  readonly monitoring?: MonitoringSettings;
}

/** From the gateway to the watchdog. The end of the channel means the same as `stop`. */
export type ToWatchdog =
  | { readonly type: 'start'; readonly config: WatchdogConfig }
  | { readonly type: 'restart'; readonly server: string }
  /** The processes that use the servers. They are ended before the servers. */
  | { readonly type: 'guard'; readonly processes: readonly ProcessIdentity[] }
  /** The gateways that Prometheus reads, each by its URL. */
  | { readonly type: 'scrape'; readonly gateways: readonly string[] }
  | { readonly type: 'stop' };

/** From the watchdog to the gateway. */
export type FromWatchdog =
  /** The watchdog holds the lock of the state folder until it ends. */
  | { readonly type: 'holding' }
  | { readonly type: 'progress'; readonly step: string }
  | { readonly type: 'started'; readonly urls: Partial<ServerUrls> }
  /** Before `started`: where Prometheus will answer if it can be had. */
  | { readonly type: 'prometheus-planned'; readonly url: string }
  /** After `started`, when what can be had of the monitoring runs. */
  | { readonly type: 'monitoring'; readonly urls: MonitoringUrls }
  | { readonly type: 'failed'; readonly problem: string; readonly hint: string; readonly inUseBy?: ProcessIdentity }
  | { readonly type: 'pids'; readonly pids: Record<string, number> }
  | { readonly type: 'server-exited'; readonly server: string; readonly detail: string }
  | { readonly type: 'restarted'; readonly server: string; readonly problem: string | undefined };
