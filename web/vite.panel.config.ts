import { defineConfig } from 'vite';
import { dist, here } from './vite.shared.ts';

export default defineConfig({
  root: here('widget'),
  base: '/widget/panel/',
  build: { outDir: dist('widget/panel'), emptyOutDir: true },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
