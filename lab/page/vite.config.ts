import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/lab/',
  build: {
    rollupOptions: { input: ['index.html', 'failures.html'].map((file) => `${import.meta.dirname}/${file}`) },
    outDir: '../../dist/lab-page',
    emptyOutDir: true,
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
