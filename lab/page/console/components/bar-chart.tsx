/** A named count. */
export interface Bar {
  readonly name: string;
  readonly count: number;
  /** Beside the count, such as a share. */
  readonly note?: string;
}

/** Counts as bars, each with its name and figures in words. */
export function BarChart({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ name, count, note }) => (
        <li key={name} data-bar={name} data-count={count}>
          <span class="bar-name">{name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="10" />
            <rect class="fill" width={(count / most) * 100} height="10" />
          </svg>
          <span class="number">
            {count.toLocaleString('en')}
            {note !== undefined && <small> {note}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
