import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/lab/',
  build: { outDir: '../../../dist/lab-page', emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false }, reportCompressedSize: true },
});
