// Before the first paint, so that a chosen theme does not flash in the other one's colours. Storage may be forbidden.
try {
  const theme = localStorage.getItem('lab-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // The system's theme it is.
}
