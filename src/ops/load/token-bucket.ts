interface TokenBucket {
  /** Takes `tokens`; false when there are not as many, and then none is taken. */
  take(tokens: number): boolean;
  /** Puts tokens back that were taken. There are never more than the bucket holds. */
  refund(tokens: number): void;
}

/** A bucket of `burst` tokens, full at first, that fills again by `perSecond`. */
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
