import type { ComponentChildren } from 'preact';

/** Figures with their names. `isBad` marks what needs attention, in words for those who do not see it. */
export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly isBad?: boolean;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value, isBad }) => (
        <div key={name} data-bad={isBad === true} data-fact={name}>
          <dt>{name}</dt>
          <dd>
            {isBad === true && <span class="visually-hidden">Needs attention: </span>}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
