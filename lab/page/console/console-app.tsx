import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ThemeChoice } from '../components/theme-choice.js';
import { TokenForm } from './components/token-form.js';
import { PAGES, pageOf } from './pages/pages.js';
import { createConsoleApi, type ApiProblem } from './state/console-api.js';
import { linkTo } from './state/route.js';
import { Context } from './state/use-read.js';
import { useRoute } from './state/use-route.js';

/** The console: the navigation, and the page that the address names. */
export function ConsoleApp() {
  const route = useRoute();
  const api = useMemo(createConsoleApi, []);
  const [session, setSession] = useState(0);
  const [problem, setProblem] = useState<ApiProblem>();
  const needToken = useCallback((refusal: ApiProblem) => setProblem(refusal), []);
  const context = useMemo(() => ({ api, needToken, session }), [api, needToken, session]);
  const main = useRef<HTMLElement>(null);
  const page = pageOf(route);
  const place = route.join('/');

  // Layout effects: title and focus change together with what is shown.
  useLayoutEffect(() => {
    document.title = `${page.title} – Console`;
  }, [page.title]);
  const isFirst = useRef(true);
  // Those who do not see that the page has changed are led to its beginning.
  useLayoutEffect(() => {
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [place]);

  const use = (token: string) => {
    api.use(token);
    setProblem(undefined);
    setSession((current) => current + 1);
  };

  return (
    <Context.Provider value={context}>
      <a class="skip-link" href="#main" onClick={(event) => focusMain(event, main.current)}>
        Skip to the page
      </a>
      <header class="site-header">
        <div class="site-title">
          <h1>Console</h1>
          <p>What the gateway, its topics and its consumer groups do.</p>
        </div>
        <nav aria-label="Other pages">
          <a href="/">Gateway</a>
          <a href="/graphql">GraphQL explorer</a>
          <a href="/api/docs">REST reference</a>
        </nav>
        <div class="site-actions">
          <ThemeChoice />
        </div>
      </header>
      <div class="layout console-layout">
        <nav class="console-nav" aria-label="Console">
          <ul>
            {PAGES.map(({ name, title }) => (
              <li key={name}>
                <a href={linkTo(name)} aria-current={page.name === name ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" tabIndex={-1} ref={main}>
          {problem !== undefined && <TokenForm problem={problem.message} onToken={use} />}
          <page.View key={place} parts={route.slice(1)} />
        </main>
      </div>
    </Context.Provider>
  );
}

/** The address is the place in the console, so the skip link must not change it. */
function focusMain(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
