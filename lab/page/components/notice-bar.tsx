import { useState } from 'preact/hooks';
import type { Notice } from '../state/lab-state.js';
import type { LabActions } from '../state/use-lab.js';

/** Shows errors and results of actions, and asks for a token when the gateway gives no session by itself. */
export function NoticeBar({ notice, actions }: { readonly notice: Notice | undefined; readonly actions: LabActions }) {
  return (
    <div class="notices" aria-live="polite">
      {notice !== undefined && (
        <div class={`notice notice-${notice.kind}`} role={notice.kind === 'done' ? undefined : 'alert'}>
          <p>{notice.message}</p>
          {notice.kind === 'token-needed' && <TokenForm onToken={actions.useToken} />}
          <button type="button" class="quiet" aria-label="Dismiss this message" onClick={() => actions.tell(undefined)}>
            ✕
          </button>
        </div>
      )}
    </div>
  );
}

function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <form class="token-form" onSubmit={submit}>
      <label>
        <span>Token of an owner</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>
      <button type="submit">Use it</button>
      <p>
        It is kept in this page's memory only. One is printed by <code>npm run token -- --role owner</code>.
      </p>
    </form>
  );
}
