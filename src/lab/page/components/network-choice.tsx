import { useId } from 'preact/hooks';
import { NETWORKS } from '../../trade-offs/network.js';
import { BOUNDS, CUSTOM_NETWORK, describeNetwork, type Conditions } from '../model/conditions.js';
import { NumberField } from './number-field.js';

/** The simulated network: a named one, or figures of one's own. */
export function NetworkChoice({ conditions, onEdit }: { readonly conditions: Conditions; readonly onEdit: (conditions: Conditions) => void }) {
  const id = useId();
  return (
    <>
      <div class="field field-wide">
        <label for={id}>Network</label>
        <select id={id} value={conditions.network} onChange={({ currentTarget }) => onEdit({ ...conditions, network: currentTarget.value })}>
          {NETWORKS.map((network) => (
            <option key={network.name} value={network.name}>
              {describeNetwork(network)}
            </option>
          ))}
          <option value={CUSTOM_NETWORK}>custom …</option>
        </select>
      </div>
      {conditions.network === CUSTOM_NETWORK && (
        <>
          <NumberField label="Round trip" unit="ms" value={conditions.rtt} bounds={BOUNDS.rtt} required onInput={(rtt) => onEdit({ ...conditions, rtt })} />
          <NumberField label="Down" unit="kbit/s" value={conditions.down} bounds={BOUNDS.kbps} placeholder="unlimited" onInput={(down) => onEdit({ ...conditions, down })} />
          <NumberField label="Up" unit="kbit/s" value={conditions.up} bounds={BOUNDS.kbps} placeholder="unlimited" onInput={(up) => onEdit({ ...conditions, up })} />
        </>
      )}
    </>
  );
}
