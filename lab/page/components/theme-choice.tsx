import { useState } from 'preact/hooks';

/** public/theme.js reads the same key before the first paint. */
const KEY = 'lab-theme';
type Theme = 'system' | 'light' | 'dark';
const TITLES: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

/** Light, dark, or the system's theme; kept for the next visit. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(() => asTheme(document.documentElement.dataset.theme));
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // Storage is not permitted: the choice lasts for this visit.
    }
  };
  return (
    <label class="theme-choice">
      <span>Theme</span>
      <select value={theme} onChange={({ currentTarget }) => choose(asTheme(currentTarget.value))}>
        {Object.entries(TITLES).map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function asTheme(name: string | undefined): Theme {
  return name === 'light' || name === 'dark' ? name : 'system';
}
