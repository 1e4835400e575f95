import type { ComponentChildren } from 'preact';
import type { Reading } from '../state/use-read.js';

/** A part of a page, with its heading. */
export function Panel({
  title,
  id,
  children,
}: {
  readonly title: string;
  readonly id: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="panel" aria-labelledby={`${id}-title`} id={id}>
      <h3 id={`${id}-title`}>{title}</h3>
      {children}
    </section>
  );
}

/** What was read, or why there is nothing. */
export function Read<T>({
  reading,
  children,
}: {
  readonly reading: Reading<T>;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, problem } = reading;
  return (
    <>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {data === undefined ? problem : `This is old. ${problem}`}
        </p>
      )}
      {data === undefined && problem === undefined && <p class="muted">Reading …</p>}
      {data !== undefined && children(data)}
    </>
  );
}
