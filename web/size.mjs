// What is loaded, in gzip. A shop's visitor: closed (the loader), first paint (until the panel shows its first words) and
// opened (the whole panel), each with the largest of its languages. An agent: what the console needs before it shows the inbox.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../src/escapehatch/web_dist/widget/', import.meta.url);
const panel = new URL('panel/', dist);
const gzip = (file) => gzipSync(readFileSync(file)).length;
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

const assets = readdirSync(new URL('assets/', panel));
const isLanguage = (name) => /^[a-z]{2}-/.test(name);
const language = Math.max(0, ...assets.filter(isLanguage).map((name) => gzip(new URL(`assets/${name}`, panel))));

/** A page's scripts and sheets, and what those import before they run. */
function needed(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(new URL(name, panel), 'utf8');
  const links = name.endsWith('.html')
    ? [...text.matchAll(/(?:src|href)="\/widget\/panel\/([^"]+)"/g)].map((x) => x[1])
    : [...text.matchAll(/(?:^|[;}\n])(?:import|export)\b[^;"'`()]*["']\.\/([^"']+)["']/g)].map((x) => `assets/${x[1]}`);
  for (const link of links) needed(link, found);
  return found;
}

const first = [...needed('index.html')];
if (first.length < 3) throw new Error(`first paint: only ${first} found`);
const whole = ['index.html', ...assets.filter((name) => !isLanguage(name)).map((name) => `assets/${name}`)];
const desk = readdirSync(new URL('../console/assets/', dist)).filter((name) => name.startsWith('index'));
const weight = (names) => sum(names.map((name) => gzip(new URL(name, panel)))) + language;
const sizes = {
  closed: [gzip(new URL('loader.js', dist)), 10_240],
  'first paint': [weight(first), 12_288],
  console: [sum(desk.map((name) => gzip(new URL(`../console/assets/${name}`, dist)))), 131_072],
  opened: [weight(whole), 30_720],
};
for (const [name, [bytes, most]] of Object.entries(sizes)) {
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} kB gzip of ${most / 1024}`);
  if (bytes > most) process.exitCode = 1;
}
