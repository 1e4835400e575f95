import { useEffect, useRef, useState } from 'preact/hooks';
import { useConsole } from './use-read.js';

/** Whether a live stream is open. */
export type StreamState = 'connecting' | 'live' | 'interrupted';

const RETRY_MS = 2_000;

/**
 * Follows a stream of server-sent events, and begins anew when it ends. `onOpen` is called each time that it begins:
 * what happened before is to be read then.
 */
export function useStream(path: string, onOpen: () => void, onData: (data: unknown) => void): StreamState {
  const { api, session } = useConsole();
  const [state, setState] = useState<StreamState>('connecting');
  const handlers = useRef({ onOpen, onData });
  handlers.current = { onOpen, onData };

  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = async () => {
      try {
        const open = () => {
          setState('live');
          handlers.current.onOpen();
        };
        for await (const data of api.events(path, ended.signal, open)) handlers.current.onData(data);
      } catch {
        // It is tried again, and the state says so.
      }
      if (ended.signal.aborted) return;
      setState('interrupted');
      timer = setTimeout(() => void follow(), RETRY_MS);
    };
    setState('connecting');
    void follow();
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [api, session, path]);

  return state;
}
