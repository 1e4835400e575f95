import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/lab/',
  build: {
    outDir: '../../dist/lab-page',
    emptyOutDir: true,
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
