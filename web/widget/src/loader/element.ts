/**
 * `<escape-hatch>`: the round button on the shop's page, and the frame that it opens.
 *
 * Nothing is loaded or connected until it is opened, unless a conversation is running. Built without inline styles,
 * scripts or markup, so that it works under a strict content security policy and under trusted types.
 */
import { type Cart, cartFrom, envelope, type FromHost, type FromPanel, opened, type Page } from '../host';
import { FULL, STYLE } from './style';

export interface Options {
  site: string;
  origin: string;
  locale: string;
  identity: string;
  /** Where the shop's page can fetch a fresh identity token (text, or JSON `{token}`), with the shopper's cookies. */
  identityUrl: string;
  /** `light` or `dark` where the shop has but one; empty: as the device says. */
  scheme: string;
}

/** What the script's own tag says. The frame comes from where the script came from, unless told otherwise. */
export function optionsOf(tag: HTMLScriptElement | null): Options {
  const data = tag?.dataset ?? {};
  return {
    site: data['site'] ?? 'default',
    origin: new URL(data['origin'] || tag?.src || location.href, location.href).origin,
    locale: data['locale'] || document.documentElement.lang || navigator.language,
    identity: data['identity'] ?? '',
    identityUrl: data['identityUrl'] ?? '',
    scheme: data['scheme'] ?? '',
  };
}

const THEME = ['accent', 'on-accent', 'ground', 'text', 'radius'];
const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M4 5h16v11H9l-5 4z';
const CROSS = 'M6 6l12 12M18 6L6 18';

export class EscapeHatchElement extends HTMLElement {
  private options!: Options;
  private readonly button = document.createElement('button');
  private readonly badge = document.createElement('span');
  private readonly icon = document.createElementNS(SVG, 'path');
  private frame: HTMLIFrameElement | null = null;
  private labels = { open: 'Open chat', close: 'Close chat', unread: '' };
  private cart: Cart | null = null;
  private isOpen = false;
  /** The panel has said that it listens; what it missed before is in its `hello`. */
  private ready = false;

  /** Set up once, before the element enters the page. */
  configure(options: Options): this {
    this.options = options;
    return this;
  }

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.append(this.makeButton());
    addEventListener('message', (event) => this.heard(event));
    document.addEventListener('escapehatch:cart', (event) => this.setCart((event as CustomEvent).detail));
    addEventListener('keydown', (event) => event.key === 'Escape' && this.isOpen && this.close());
    if (this.running()) this.load();
  }

  open(): void {
    this.load();
    this.show(true);
    this.frame?.focus();
  }

  close(): void {
    this.show(false);
    this.button.focus();
  }

  setCart(value: unknown): void {
    const cart = cartFrom(value);
    if (!cart) return;
    this.cart = cart;
    this.tell({ type: 'cart', cart });
  }

  /** Another shopper (a signed token), or nobody (an empty one): the panel forgets the one before. */
  identify(token: string): void {
    this.options.identity = token;
    this.tell({ type: 'identity', identity: token });
  }

  private makeButton(): HTMLButtonElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(this.icon);
    this.badge.className = 'badge';
    this.badge.hidden = true;
    this.button.type = 'button';
    this.button.append(svg, this.badge);
    this.button.addEventListener('click', () => (this.isOpen ? this.close() : this.open()));
    this.draw();
    return this.button;
  }

  private load(): void {
    if (this.frame) return;
    const { origin, site, locale } = this.options;
    const query = new URLSearchParams({ site, locale, parent: location.origin, ...this.theme() });
    const frame = document.createElement('iframe');
    frame.title = this.labels.open;
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-popups allow-downloads');
    frame.setAttribute('allow', '');
    frame.referrerPolicy = 'strict-origin';
    frame.dataset['closed'] = '';
    frame.src = `${origin}/widget/panel/?${query}`;
    this.frame = frame;
    this.shadowRoot?.append(frame);
  }

  /** What the page says about our looks: its `--escapehatch-*` properties, and `data-scheme` of the script's tag. */
  private theme(): Record<string, string> {
    const worn = getComputedStyle(this);
    const named = THEME.map((name) => [name, worn.getPropertyValue(`--escapehatch-${name}`).trim()]);
    return Object.fromEntries([...named, ['scheme', this.options.scheme]].filter(([, value]) => value));
  }

  private show(open: boolean): void {
    this.isOpen = open;
    this.frame?.toggleAttribute('data-closed', !open);
    this.tell({ type: 'shown', open, full: matchMedia(FULL).matches });
    this.draw();
  }

  private draw(): void {
    this.icon.setAttribute('d', this.isOpen ? CROSS : BUBBLE);
    const name = this.isOpen ? this.labels.close : this.labels.open;
    this.button.setAttribute('aria-label', this.labels.unread ? `${name} (${this.labels.unread})` : name);
    this.button.setAttribute('aria-expanded', String(this.isOpen));
  }

  private tell(message: FromHost): void {
    if (this.ready) this.frame?.contentWindow?.postMessage(envelope(message), this.options.origin);
  }

  private heard(event: MessageEvent): void {
    const message = opened<FromPanel>(event, this.options.origin, this.frame?.contentWindow ?? event);
    if (!message) return;
    if (message.type === 'ready') {
      this.ready = true;
      void this.welcome();
    } else if (message.type === 'unread') this.count(message.count);
    else if (message.type === 'running') this.remember(message.running);
    else if (message.type === 'close') this.close();
    else if (message.type === 'identify') void this.freshIdentity().then((token) => this.identify(token));
    else if (message.type === 'labels') {
      const { open, close, title, unread } = message;
      this.labels = { open, close, unread };
      if (this.frame) this.frame.title = title;
      for (const part of [this.button, this.frame]) if (part) part.dir = message.direction;
      this.draw();
    }
  }

  private async welcome(): Promise<void> {
    const { identity, identityUrl, locale } = this.options;
    const token = identity || (identityUrl ? await this.freshIdentity() : '');
    this.options.identity = token;
    const page: Page = { url: location.href.slice(0, 2000), title: document.title.slice(0, 300) };
    this.tell({
      type: 'hello',
      identity: token,
      locale,
      page,
      cart: this.cart,
      open: this.isOpen,
      full: matchMedia(FULL).matches,
    });
  }

  private async freshIdentity(): Promise<string> {
    if (!this.options.identityUrl) return this.options.identity;
    try {
      const answer = await fetch(this.options.identityUrl, { credentials: 'same-origin', cache: 'no-store' });
      const text = answer.ok ? (await answer.text()).trim() : '';
      return text.startsWith('{') ? String((JSON.parse(text) as { token?: string }).token ?? '') : text;
    } catch {
      return '';
    }
  }

  private count(count: number): void {
    this.badge.hidden = !count;
    this.badge.textContent = count > 9 ? '9+' : String(count);
  }

  private running(): boolean {
    try {
      return localStorage.getItem(this.flag()) === '1';
    } catch {
      return false;
    }
  }

  private remember(running: boolean): void {
    try {
      if (running) localStorage.setItem(this.flag(), '1');
      else localStorage.removeItem(this.flag());
    } catch {
      // No storage: then the panel loads when it is opened.
    }
  }

  private flag(): string {
    return `escapehatch:${this.options.site}:running`;
  }
}
