import { defineConfig } from 'vite';
import { dist, here } from './vite.shared.ts';

export default defineConfig({
  root: here('widget'),
  publicDir: false,
  build: {
    outDir: dist('widget'),
    emptyOutDir: false,
    lib: { entry: 'src/loader/index.ts', formats: ['iife'], name: 'EscapeHatchLoader', fileName: () => 'loader.js' },
  },
});
