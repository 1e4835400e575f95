import { createRequire } from 'node:module';
import { decodedFetch } from './fetch-response.js';
import { encodedProduce, type ProduceData } from './produce-request.js';

/** A request of kafkajs, by its version. */
interface Definition<Data> {
  protocol(version: { readonly version: number }): (data: Data) => Exchange;
}

/** One request and the reader of its answer. */
interface Exchange {
  readonly request: { readonly encode: () => Promise<object> };
  readonly response: { readonly decode: (raw: Buffer) => Promise<object> };
}

const internal = createRequire(import.meta.url);

/**
 * Has kafkajs write records into one buffer, and read them as views of one. Otherwise it makes and copies a buffer for
 * each header, which took most of the relay's time. Changed for all clients of the process. What these functions do not
 * know, kafkajs writes and reads as before.
 */
export function useOneBuffer(): void {
  const produce = internal('kafkajs/src/protocol/requests/produce') as Definition<ProduceData>;
  const fetch = internal('kafkajs/src/protocol/requests/fetch') as Definition<unknown>;
  const [ownProduce, ownFetch] = [produce.protocol, fetch.protocol];
  produce.protocol = ({ version }) => {
    const exchange = ownProduce({ version });
    if (version < 3) return exchange;
    return (data) => {
      const own = exchange(data);
      const encode = async () => encodedProduce(data) ?? own.request.encode();
      return { ...own, request: { ...own.request, encode } };
    };
  };
  fetch.protocol = ({ version }) => {
    const exchange = ownFetch({ version });
    if (version !== 11) return exchange;
    return (data) => {
      const own = exchange(data);
      const decode = async (raw: Buffer) => decodedFetch(raw) ?? own.response.decode(raw);
      return { ...own, response: { ...own.response, decode } };
    };
  };
}
