/**
 * A message of a gateway to the process that started it, when there is a channel between them. The gateway stops when
 * the channel closes.
 */
export type GatewayMessage =
  | { readonly type: 'up'; readonly url: string }
  /** The owner of the installation has to correct the configuration. The gateway has printed the problem. */
  | { readonly type: 'refused' }
  /** It has taken the connection that it was given, and can take another. */
  | { readonly type: 'taken' }
  /** It is stopping and wants no more connections. */
  | { readonly type: 'leaving' };

/** A message to a gateway from the process that started it. */
export type KeeperMessage =
  /** A client's connection comes with it, from which nothing has been read. */
  { readonly type: 'connection' };
