/**
 * A message of a gateway to the process that started it, when there is a channel between them. The gateway stops when
 * the channel closes.
 */
export type GatewayMessage =
  | { readonly type: 'up'; readonly url: string }
  /** The owner of the installation has to correct the configuration. The gateway has printed the problem. */
  | { readonly type: 'refused' };
