import { NETWORKS, type Network } from '../../trade-offs/network.js';
import { MAX_REPETITIONS } from '../../trade-offs/run-lab.js';

/** The choice of a network besides the named ones. */
export const CUSTOM_NETWORK = 'custom';

/** The bounds of a number field. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const BOUNDS = {
  rtt: { min: 0, max: 5_000 },
  kbps: { min: 10, max: 10_000_000 },
  repetitions: { min: 1, max: MAX_REPETITIONS },
} as const satisfies Record<string, Bounds>;

/** The conditions of a run as typed: the fields of a form, which may be empty or invalid while they are edited. */
export interface Conditions {
  readonly network: string;
  readonly rtt: string;
  /** Empty: as fast as it goes. */
  readonly down: string;
  readonly up: string;
  readonly repetitions: string;
}

export const DEFAULT_CONDITIONS: Conditions = {
  network: NETWORKS[0].name,
  rtt: '100',
  down: '',
  up: '',
  repetitions: '10',
};

/** The conditions of a run. */
export interface RunConditions {
  readonly network: Network;
  readonly repetitions: number;
}

/** The conditions as numbers; undefined while a field is empty or out of bounds. */
export function readConditions(conditions: Conditions): RunConditions | undefined {
  const network = networkOf(conditions);
  const repetitions = numberIn(conditions.repetitions, BOUNDS.repetitions);
  return network === undefined || repetitions === undefined ? undefined : { network, repetitions };
}

function networkOf({ network, rtt, down, up }: Conditions): Network | undefined {
  if (network !== CUSTOM_NETWORK) return NETWORKS.find(({ name }) => name === network);
  const rttMs = numberIn(rtt, BOUNDS.rtt);
  const [downKbps, upKbps] = [down, up].map((kbps) =>
    kbps === '' ? undefined : (numberIn(kbps, BOUNDS.kbps) ?? Number.NaN),
  );
  if (rttMs === undefined || Number.isNaN(downKbps) || Number.isNaN(upKbps)) return undefined;
  return {
    name: CUSTOM_NETWORK,
    rttMs,
    ...(downKbps !== undefined && { downKbps }),
    ...(upKbps !== undefined && { upKbps }),
  };
}

function numberIn(typed: string, { min, max }: Bounds): number | undefined {
  const value = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** The form's fields for the conditions of a report, so that it can be run again. */
export function conditionsOf({ network, repetitions }: RunConditions): Conditions {
  const named = NETWORKS.some((known) => sameNetwork(known, network));
  return {
    network: named ? network.name : CUSTOM_NETWORK,
    rtt: named ? DEFAULT_CONDITIONS.rtt : typedNumber(network.rttMs),
    down: named ? '' : typedNumber(network.downKbps),
    up: named ? '' : typedNumber(network.upKbps),
    repetitions: String(repetitions),
  };
}

const typedNumber = (value: number | undefined): string => (value === undefined ? '' : String(Math.round(value)));

/** Whether results under both conditions may be in one report. */
export function sameConditions(one: RunConditions, other: RunConditions): boolean {
  return one.repetitions === other.repetitions && sameNetwork(one.network, other.network);
}

function sameNetwork(one: Network, other: Network): boolean {
  return (
    one.name === other.name &&
    one.rttMs === other.rttMs &&
    one.downKbps === other.downKbps &&
    one.upKbps === other.upKbps
  );
}

/** A network for people: `4G (60 ms, 9 Mbit/s down, 3 Mbit/s up)`. */
export function describeNetwork(network: Network): string {
  return `${network.name} (${networkFigures(network)})`;
}

/** The figures of a simulated network: `60 ms, 9 Mbit/s down, 3 Mbit/s up`. */
export function networkFigures({ rttMs, downKbps, upKbps }: Network): string {
  if (rttMs === 0 && downKbps === undefined && upKbps === undefined) return 'nothing simulated';
  const rate = (kbps: number) => (kbps < 1_000 ? `${kbps} kbit/s` : `${Number((kbps / 1_000).toFixed(1))} Mbit/s`);
  const parts = [`${rttMs} ms`];
  if (downKbps !== undefined) parts.push(`${rate(downKbps)} down`);
  if (upKbps !== undefined) parts.push(`${rate(upKbps)} up`);
  return parts.join(', ');
}
