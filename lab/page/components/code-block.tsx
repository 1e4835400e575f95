import type { SideName } from '../../trade-offs/exchange.js';
import { SIDE_TITLES } from '../model/sides.js';
import { CopyButton } from './copy-button.js';

/** The requests of a side, as text to read and copy. */
export function CodeBlock({ side, code }: { readonly side: SideName; readonly code: string }) {
  const title = SIDE_TITLES[side];
  return (
    <section class={`code-block side-${side}`} aria-label={`What ${title} sends`}>
      <header>
        <h3>{title}</h3>
        <CopyButton text={code} what={`what ${title} sends`} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre tabIndex={0} role="region" aria-label={`${title} code`}>
        <code>{code}</code>
      </pre>
    </section>
  );
}
