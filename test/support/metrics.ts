/** The value of every series in a text of Prometheus' format, by its name and labels as written. */
export type Series = Readonly<Record<string, number>>;

/** Reads the gateway's own counters. */
export async function scrape(url: string): Promise<Series> {
  return seriesOf(await (await fetch(`${url}/metrics`)).text());
}

export function seriesOf(text: string): Series {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}
