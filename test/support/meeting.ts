/** A place where the first `count` of those who come after `begin` wait for each other. All others pass. */
export interface Meeting {
  begin(): void;
  arrive(): Promise<void>;
}

/** See Meeting. Makes a race certain: all of them have read before any of them writes. */
export function createMeeting(count: number): Meeting {
  let missing = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: () => void (missing = count),
    async arrive() {
      if (missing === 0) return;
      missing -= 1;
      if (missing > 0) return new Promise((resolve) => waiting.push(resolve));
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
