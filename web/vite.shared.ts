import { fileURLToPath } from 'node:url';

/** A path below this folder. */
export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the built pages go: into the Python package. */
export const dist = (path: string): string => here(`../src/escapehatch/web_dist/${path}`);
