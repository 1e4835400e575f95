import { useState } from 'preact/hooks';

/** Asks for a token. It is kept in memory only. */
export function TokenForm({
  problem,
  onToken,
}: {
  readonly problem: string;
  readonly onToken: (token: string) => void;
}) {
  const [token, setToken] = useState('');
  return (
    <div class="notice notice-token-needed" role="alert">
      <p>{problem}</p>
      <form
        class="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') onToken(token);
        }}
      >
        <label>
          <span>Token</span>
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          Use it
        </button>
        <p>
          The console is for owner and staff of a tenant that operates this installation (OPERATOR_TENANTS). In
          development, <code>npm run token -- --role staff</code> prints a token. It is kept until this page is left.
        </p>
      </form>
    </div>
  );
}
