// Loads the browser's own TypeScript into a process of Node, as the tests of the pages do.
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const web = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'web');
const { createServer } = await import(pathToFileURL(path.join(web, 'node_modules/vite/dist/node/index.js')).href);
const vite = await createServer({
  root: web,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});

/** A module under web/, such as '/protocol/src/outbox.ts'. */
export const loaded = (module) => vite.ssrLoadModule(module);
export const unload = () => vite.close();
