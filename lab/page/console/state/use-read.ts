import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { ApiProblem, type ConsoleApi } from './console-api.js';

/** What the whole page shares. */
export interface ConsoleContext {
  readonly api: ConsoleApi;
  /** Asks for another token, with the reason. */
  readonly needToken: (problem: ApiProblem) => void;
  /** Changes when another token is used: everything is read again. */
  readonly session: number;
}

export const Context = createContext<ConsoleContext | undefined>(undefined);

export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('There is no console around this');
  return context;
}

/** What was last read. Data stays while a later reading fails: `problem` says that it is old. */
export interface Reading<T> {
  readonly data: T | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
}

const REFRESH_MS = 5_000;

/**
 * Reads `path` now and again after each pause, while the page is visible. Without a path it reads nothing. A reading of
 * another path or session is given up.
 */
export function useRead<T>(path: string | undefined, everyMs = REFRESH_MS): Reading<T> {
  const { api, needToken, session } = useConsole();
  const [state, setState] = useState<{ readonly of?: string; readonly data?: T; readonly problem?: string }>({});
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    if (path === undefined) return;
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        if (!document.hidden) setState({ of: path, data: await api.get<T>(path, ended.signal) });
      } catch (error) {
        if (ended.signal.aborted) return;
        if (error instanceof ApiProblem && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN'))
          return needToken(error);
        setState((known) => ({ ...(known.of === path ? known : {}), of: path, problem: messageOf(error) }));
      }
      if (!ended.signal.aborted) timer = setTimeout(() => void read(), everyMs);
    };
    void read();
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [api, needToken, session, path, everyMs, turn]);

  const again = useCallback(() => setTurn((current) => current + 1), []);
  const isOf = state.of === path;
  return { data: isOf ? state.data : undefined, problem: isOf ? state.problem : undefined, again };
}

export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) return `${error.code}: ${error.message}`;
  return error instanceof TypeError ? 'The gateway does not answer. Is it running?' : String(error);
}
