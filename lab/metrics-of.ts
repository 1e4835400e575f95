/** The value of a metric without labels, or with these labels. NaN when the text lacks it. */
export function valueIn(metrics: string, name: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}

/** The sum of the values in the lines that match. */
export function sumIn(metrics: string, matches: (line: string) => boolean): number {
  const lines = metrics.split('\n').filter(matches);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** The text of a gateway's metrics. Throws when it does not answer them: a benchmark must not take that for zeros. */
export async function metricsOf(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`${url}/metrics answered ${response.status}`);
  return response.text();
}
