interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'datetime-local';
  readonly inputMode?: 'text' | 'numeric';
  /** A choice among these values, with their texts. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A labelled field of a form. */
export function Field({ label, value, onInput, type = 'text', inputMode = 'text', options }: FieldProps) {
  return (
    <label class="console-field">
      <span>{label}</span>
      {options === undefined ? (
        <input
          // The types know each kind of field alone.
          {...({ type, inputMode } as object)}
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      ) : (
        <select value={value} onChange={({ currentTarget }) => onInput(currentTarget.value)}>
          {Object.entries(options).map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}
