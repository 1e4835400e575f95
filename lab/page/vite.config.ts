import { defineConfig } from 'vite';

/** All pages, or the console alone: `--mode console`, as the production image is built. */
const PAGES = ['index.html', 'failures.html', 'console.html'];

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: '/lab/',
  build: {
    rollupOptions: {
      input: (mode === 'console' ? ['console.html'] : PAGES).map((file) => `${import.meta.dirname}/${file}`),
    },
    outDir: '../../dist/lab-page',
    emptyOutDir: true,
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
}));
