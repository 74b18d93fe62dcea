import { defineConfig } from 'vite';
import { dist, here } from './vite.shared.ts';

export default defineConfig({
  root: here('console'),
  base: '/console/',
  build: { outDir: dist('console'), emptyOutDir: true },
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
});
