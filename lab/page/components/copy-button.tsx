import { useEffect, useState } from 'preact/hooks';

const TOLD_FOR_MS = 2_000;
type Outcome = 'copied' | 'not allowed here';

/** Copies a text, and shows for a moment whether that worked. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), TOLD_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Browsers allow it on https and localhost only.
      setOutcome('not allowed here');
    }
  };
  return (
    <span class="copy">
      <span role="status">{outcome ?? ''}</span>
      <button type="button" class="quiet" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        Copy
      </button>
    </span>
  );
}
