import { useId } from 'preact/hooks';
import { NETWORKS } from '../../trade-offs/network.js';
import { BOUNDS, CUSTOM_NETWORK, networkFigures, type Conditions } from '../model/conditions.js';
import { NumberField } from './number-field.js';

/** The simulated network: a named one, or figures of one's own. */
export function NetworkChoice({
  conditions,
  onEdit,
}: {
  readonly conditions: Conditions;
  readonly onEdit: (conditions: Conditions) => void;
}) {
  const id = useId();
  const chosen = NETWORKS.find(({ name }) => name === conditions.network);
  return (
    <>
      <div class="field field-wide">
        <label for={id}>Network</label>
        <select
          id={id}
          aria-describedby={`${id}-figures`}
          value={conditions.network}
          onChange={({ currentTarget }) => onEdit({ ...conditions, network: currentTarget.value })}
        >
          {NETWORKS.map((network) => (
            <option key={network.name} value={network.name}>
              {network.name}
            </option>
          ))}
          <option value={CUSTOM_NETWORK}>custom …</option>
        </select>
        <span id={`${id}-figures`} class="unit">
          {chosen === undefined ? 'figures of your own' : networkFigures(chosen)}
        </span>
      </div>
      {conditions.network === CUSTOM_NETWORK && (
        <>
          <NumberField
            label="Round trip"
            unit="ms"
            value={conditions.rtt}
            bounds={BOUNDS.rtt}
            required
            onInput={(rtt) => onEdit({ ...conditions, rtt })}
          />
          <NumberField
            label="Down"
            unit="kbit/s"
            value={conditions.down}
            bounds={BOUNDS.kbps}
            placeholder="unlimited"
            onInput={(down) => onEdit({ ...conditions, down })}
          />
          <NumberField
            label="Up"
            unit="kbit/s"
            value={conditions.up}
            bounds={BOUNDS.kbps}
            placeholder="unlimited"
            onInput={(up) => onEdit({ ...conditions, up })}
          />
        </>
      )}
    </>
  );
}
