/**
 * Resolves when performance.now() has reached `at`, at once if it has already; rejects with the reason when `signal`
 * aborts.
 */
export async function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // Timers may be up to a millisecond early.
  for (let left = at - performance.now(); left > 0; left = at - performance.now()) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const passed = new Promise<void>((resolve) => void (timer = setTimeout(resolve, Math.ceil(left))));
    await abortable(passed, signal).finally(() => clearTimeout(timer));
  }
}

/** The promise, but rejected with the reason as soon as `signal` aborts. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
