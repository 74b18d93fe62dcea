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
const named = (start) => assets.filter((name) => name.startsWith(`${start}-`)).map((name) => `assets/${name}`);
/** Loaded when there is something to show or send, and at the end of a chat: not by opening the panel. */
const later = { files: named('files'), ended: named('Ended') };
const parts = Object.values(later).flat();
if (parts.length < 3) throw new Error(`loaded later: only ${parts} found`);
const opening = assets.filter((name) => !isLanguage(name) && !parts.includes(`assets/${name}`));
const whole = ['index.html', ...opening.map((name) => `assets/${name}`)];
const desk = readdirSync(new URL('../console/assets/', dist)).filter((name) => name.startsWith('index'));
const bare = (names) => sum(names.map((name) => gzip(new URL(name, panel))));
const weight = (names) => bare(names) + language;
const sizes = {
  closed: [gzip(new URL('loader.js', dist)), 10_240],
  'first paint': [weight(first), 12_288],
  console: [sum(desk.map((name) => gzip(new URL(`../console/assets/${name}`, dist)))), 131_072],
  opened: [weight(whole), 30_720],
  'with files, more': [bare(later.files), 6_144],
  'at the end, more': [bare(later.ended), 3_072],
};
for (const [name, [bytes, most]] of Object.entries(sizes)) {
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} kB gzip of ${most / 1024}`);
  if (bytes > most) process.exitCode = 1;
}
