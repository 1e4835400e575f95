import { useId } from 'preact/hooks';
import type { Bounds } from '../model/conditions.js';

export interface NumberFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly bounds: Bounds;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly onInput: (value: string) => void;
}

/** A whole number within bounds, which the browser itself checks before the form is sent. */
export function NumberField({ label, unit, value, bounds, required = false, placeholder, onInput }: NumberFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="field-input">
        <input
          id={id}
          type="number"
          inputMode="numeric"
          step="1"
          min={bounds.min}
          max={bounds.max}
          required={required}
          value={value}
          aria-describedby={`${id}-unit`}
          {...(placeholder !== undefined && { placeholder })}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
        <span id={`${id}-unit`} class="unit">
          {unit}
        </span>
      </span>
    </div>
  );
}
