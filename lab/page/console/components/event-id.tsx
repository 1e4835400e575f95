import { linkTo } from '../state/route.js';

/** The ID of an event, with a link to its way. What is no ID has none. */
export function EventId({ id }: { readonly id: string | null }) {
  if (id === null) return <span class="muted">none</span>;
  return /^[0-9a-f-]{36}$/i.test(id) ? (
    <a href={linkTo('journey', id)}>
      <code>{id}</code>
    </a>
  ) : (
    <code>{id}</code>
  );
}
