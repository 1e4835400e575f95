/** The page that shows the way of one event through the gateway, below the console. Undefined while there is none. */
const JOURNEY: string | undefined = undefined as string | undefined;

/** The ID of an event, with a link to its journey. */
export function EventId({ id }: { readonly id: string | null }) {
  if (id === null) return <span class="muted">none</span>;
  const text = <code title={id}>{id}</code>;
  return JOURNEY === undefined ? text : <a href={`${JOURNEY}/${encodeURIComponent(id)}`}>{text}</a>;
}
