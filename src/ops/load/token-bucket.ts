interface TokenBucket {
  /** Takes `tokens`. False when there are fewer; then none is taken. */
  take(tokens: number): boolean;
  /** Gives back tokens that were taken. The bucket never has more than `burst`. */
  refund(tokens: number): void;
}

/** A bucket of `burst` tokens that is full at first and is refilled by `perSecond`. */
export function createTokenBucket(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  now: () => number = () => performance.now(),
): TokenBucket {
  let tokens = burst;
  let at = now();
  return {
    take(wanted) {
      const time = now();
      tokens = Math.min(burst, tokens + ((time - at) / 1000) * perSecond);
      at = time;
      if (tokens < wanted) return false;
      tokens -= wanted;
      return true;
    },
    refund(taken) {
      tokens = Math.min(burst, tokens + taken);
    },
  };
}
