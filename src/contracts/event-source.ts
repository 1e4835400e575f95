/**
 * Events in their order, as they come, for one reader, who asks for the next one when it is ready for it. It ends by
 * `return`, also while `next` waits.
 */
export interface EventSource<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<IteratorResult<T, undefined>>;
  /**
   * Set while `next` waits for an event that has not happened yet. Of two sources for the same events that wait at the
   * same place, the rest is the same: either may take over from the other.
   */
  readonly waitsAt: number | undefined;
  /**
   * Another source, which begins with the event that this one yielded last and goes on as this one does. Call it after
   * `next` has resolved and before it is called again.
   */
  again(): EventSource<T>;
}

/**
 * The events of `source`, as `present` shows them. It is called as soon as the source has yielded the event, with the
 * source at that place.
 */
export function mapEventSource<T, R, S extends EventSource<T>>(
  source: S,
  present: (event: T, source: S) => R,
): EventSource<R> {
  return new Presented<T, R, S>(source, present);
}

class Presented<T, R, S extends EventSource<T>> implements EventSource<R> {
  private readonly shown: (result: IteratorResult<T, undefined>) => IteratorResult<R, undefined>;

  constructor(
    private readonly source: S,
    private readonly present: (event: T, source: S) => R,
  ) {
    this.shown = (result) => (result.done === true ? result : { value: present(result.value, source), done: false });
  }

  get waitsAt(): number | undefined {
    return this.source.waitsAt;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R, undefined>> {
    return this.source.next().then(this.shown);
  }

  return(): Promise<IteratorResult<R, undefined>> {
    return this.source.return().then(this.shown);
  }

  again(): EventSource<R> {
    return new Presented<T, R, S>(this.source.again() as S, this.present);
  }
}
