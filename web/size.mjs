// What is loaded, in gzip. A shop's visitor: closed (the loader) and opened (the panel, with the largest of its languages).
// An agent: what the console needs before it shows the inbox.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../src/escapehatch/web_dist/widget/', import.meta.url);
const gzip = (file) => gzipSync(readFileSync(file)).length;
const panel = readdirSync(new URL('panel/', dist), { recursive: true, withFileTypes: true })
  .filter((x) => x.isFile())
  .map((x) => [x.name, gzip(`${x.parentPath}/${x.name}`)]);
const sum = (files) => files.reduce((all, [, bytes]) => all + bytes, 0);
const always = panel.filter(([name]) => name.startsWith('index'));
const languages = panel.filter(([name]) => !name.startsWith('index'));
const desk = readdirSync(new URL('../console/assets/', dist)).filter((name) => name.startsWith('index'));
const sizes = {
  closed: [gzip(new URL('loader.js', dist)), 10_240],
  console: [sum(desk.map((name) => [name, gzip(new URL(`../console/assets/${name}`, dist))])), 131_072],
  opened: [sum(always) + Math.max(0, ...languages.map(([, bytes]) => bytes)), 30_720],
};
for (const [name, [bytes, most]] of Object.entries(sizes)) {
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} kB gzip of ${most / 1024}`);
  if (bytes > most) process.exitCode = 1;
}
