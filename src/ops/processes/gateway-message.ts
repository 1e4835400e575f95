/**
 * What a gateway sends to the process that started it, when there is a channel to one. The end of the channel tells
 * the gateway to stop.
 */
export type GatewayMessage =
  | { readonly type: 'up'; readonly url: string }
  /** The owner of the installation has to correct something. The gateway has printed what. */
  | { readonly type: 'refused' };
