/** A simulated network between client and gateway: the effect of distance and low bandwidth on the same program. */
export interface Network {
  readonly name: string;
  readonly rttMs: number;
  /** Kilobits per second each way; undefined for as fast as it goes. */
  readonly downKbps?: number;
  readonly upKbps?: number;
}

/** Typical figures, as browsers' developer tools use them. */
export const NETWORKS = [
  { name: 'none', rttMs: 0 },
  { name: 'same city', rttMs: 10, downKbps: 50_000, upKbps: 20_000 },
  { name: 'other continent', rttMs: 150, downKbps: 20_000, upKbps: 10_000 },
  { name: '4G', rttMs: 60, downKbps: 9_000, upKbps: 3_000 },
  { name: 'slow 3G', rttMs: 400, downKbps: 400, upKbps: 400 },
] as const satisfies readonly Network[];

/** No simulated network, only the real one. */
export const NO_NETWORK: Network = NETWORKS[0];
