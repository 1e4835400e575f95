/**
 * Merges lists into one: of the heads of all lists, the earliest is always the next. Each list keeps its own order, also
 * where its times are not in order.
 */
export function inOrderOfTime<T>(lists: readonly (readonly T[])[], timeOf: (item: T) => number): T[] {
  const [only, ...others] = lists.filter(({ length }) => length > 0);
  if (only === undefined) return [];
  if (others.length === 0) return [...only];
  const heads = [only, ...others].map((list) => ({ list, next: 0 }));
  const merged: T[] = [];
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    let time = Infinity;
    for (const head of heads) {
      const item = head.list[head.next];
      if (item === undefined || timeOf(item) >= time) continue;
      earliest = head;
      time = timeOf(item);
    }
    if (earliest === undefined) return merged;
    merged.push(earliest.list[earliest.next] as T);
    earliest.next += 1;
  }
}
