/** The browser and machine of the measurement, for a report: a description for people, not a fingerprint. */
export function describeMachine({
  userAgent,
  hardwareConcurrency,
}: Pick<Navigator, 'userAgent' | 'hardwareConcurrency'>): string {
  const browser = /(Firefox|Edg|OPR|Chrome)\/(\d+)/.exec(userAgent) ?? /(Version)\/(\d+).* Safari/.exec(userAgent);
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const name =
    browser?.[1] === undefined ? 'a browser' : `${names[browser[1]] ?? browser[1]} ${browser[2] ?? ''}`.trim();
  const system =
    /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(userAgent)?.[0]?.replace('Mac OS X', 'macOS') ??
    'an unknown system';
  return `${name} on ${system}, ${hardwareConcurrency} CPUs`;
}
