// The API reference is read offline: its two files are served from our own origin.
import { cpSync, mkdirSync } from 'node:fs';

const from = new URL('./node_modules/swagger-ui-dist/', import.meta.url);
const to = new URL('../src/escapehatch/web_dist/docs/', import.meta.url);
mkdirSync(to, { recursive: true });
for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) cpSync(new URL(file, from), new URL(file, to));
