/** The shop's colours, as the loader read them from the page's `--escapehatch-*` properties. */

const COLOURS = {
  accent: ['--accent', '--mine'],
  'on-accent': ['--on-accent', '--on-mine'],
  ground: ['--ground'],
  text: ['--text'],
} as const;

/** Wear what the address says, where it is a colour, a length or a scheme; anything else is left alone. */
export function dress(query: URLSearchParams, root: HTMLElement = document.documentElement): void {
  for (const [name, properties] of Object.entries(COLOURS)) {
    const value = query.get(name) ?? '';
    if (value && CSS.supports('color', value)) for (const one of properties) root.style.setProperty(one, value);
  }
  const radius = query.get('radius') ?? '';
  if (/^\d{1,2}(\.\d+)?(px|rem|em)$/.test(radius)) root.style.setProperty('--radius', radius);
  const scheme = query.get('scheme') ?? '';
  if (scheme === 'light' || scheme === 'dark') root.style.setProperty('color-scheme', scheme);
}
