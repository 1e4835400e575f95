import { useState } from 'preact/hooks';
import type { Exchange } from '../../trade-offs/exchange.js';
import { barOf, type Stretch } from '../model/waterfall.js';
import { describeExchange } from '../model/describe-exchange.js';

export interface WaterfallRowProps {
  readonly exchange: Exchange;
  readonly spanMs: number;
  /** Whether Tab focuses this row first. */
  readonly first: boolean;
}

/** One exchange: its name, its bar, and its figures while it is hovered or focused. */
export function WaterfallRow({ exchange, spanMs, first }: WaterfallRowProps) {
  const [told, setTold] = useState(false);
  const { wait, server, download } = barOf(exchange, spanMs);
  const facts = describeExchange(exchange);
  const dismiss = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !told) return;
    event.preventDefault();
    setTold(false);
  };
  return (
    <div
      class="row"
      role="img"
      tabIndex={first ? 0 : -1}
      aria-label={`${exchange.label}: ${facts.map(([name, value]) => `${name} ${value}`).join(', ')}`}
      onMouseEnter={() => setTold(true)}
      onMouseLeave={() => setTold(false)}
      onFocus={() => setTold(true)}
      onBlur={() => setTold(false)}
      onKeyDown={dismiss}
    >
      <span class="row-label">{exchange.label}</span>
      <svg class="bar" width="100%" height="18" aria-hidden="true">
        <rect class="wait" {...across(wait)} y="7" height="4" />
        <rect class="server" {...across(server)} y="3" height="12" rx="1.5" />
        <rect class="download" {...across(download)} y="5" height="8" />
      </svg>
      {told && (
        <dl class="tooltip">
          <dt class="tooltip-title">{exchange.method}</dt>
          <dd class="tooltip-title">{exchange.path}</dd>
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )}
    </div>
  );
}

const across = ({ x, width }: Stretch) => ({ x: `${x}%`, width: `${width}%` });
