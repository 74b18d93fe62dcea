// Style of the browser's part, by Biome's own binary (its npm wrapper wants packages for every platform).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const biome = new URL(`../tools/node/node_modules/@biomejs/cli-linux-${process.arch}/biome`, import.meta.url);
const words = process.argv.slice(2);
const found = spawnSync(fileURLToPath(biome), words.length ? words : ['ci', '.'], { stdio: 'inherit' });
process.exitCode = found.status ?? 1;
