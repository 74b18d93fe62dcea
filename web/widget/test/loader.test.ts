// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { cartFrom, envelope, opened } from '../src/host';
import { EscapeHatchElement, optionsOf } from '../src/loader/element';

const ORIGIN = 'https://chat.example';
customElements.define('escape-hatch', EscapeHatchElement);

function place(): EscapeHatchElement {
  const options = { site: 'lantern', origin: ORIGIN, locale: 'en', identity: '', identityUrl: '', scheme: '' };
  const element = (document.createElement('escape-hatch') as EscapeHatchElement).configure(options);
  document.body.append(element);
  return element;
}

const inside = (element: Element, what: string) => element.shadowRoot?.querySelector<HTMLElement>(what) ?? null;

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

describe('the button', () => {
  it('loads nothing before it is opened', () => {
    expect(inside(place(), 'iframe')).toBeNull();
  });

  it('loads the frame at once while a conversation is running', () => {
    localStorage.setItem('escapehatch:lantern:running', '1');
    expect(inside(place(), 'iframe')).not.toBeNull();
  });

  it('opens a sandboxed frame of the right origin, and closes it', () => {
    const element = place();
    inside(element, 'button')?.click();
    const frame = inside(element, 'iframe') as HTMLIFrameElement;
    expect(new URL(frame.src).origin).toBe(ORIGIN);
    expect(frame.getAttribute('sandbox')).toBe(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-downloads',
    );
    expect(inside(element, 'button')?.getAttribute('aria-expanded')).toBe('true');
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(frame.hasAttribute('data-closed')).toBe(true);
  });

  it('uses no inline style or markup (S27)', () => {
    const element = place();
    element.open();
    const parts = [...(element.shadowRoot?.querySelectorAll('*') ?? [])];
    expect(parts.filter((part) => part.hasAttribute('style') || part.tagName === 'STYLE')).toEqual([]);
    expect(parts.flatMap((part) => part.getAttributeNames()).filter((name) => name.startsWith('on'))).toEqual([]);
  });

  it('reads its own tag', () => {
    const tag = document.createElement('script');
    tag.src = 'https://chat.example/widget/loader.js';
    tag.setAttribute('data-site', 'lantern');
    tag.setAttribute('data-identity-url', '/identity');
    expect(optionsOf(tag)).toMatchObject({ site: 'lantern', origin: ORIGIN, identityUrl: '/identity' });
  });
});

describe('messages between page and frame (S28)', () => {
  const source = window;
  const event = (origin: string, from: Window | null, data: unknown) =>
    ({ origin, source: from, data }) as unknown as MessageEvent;
  const good = envelope({ type: 'close' });

  it('opens only what comes from the exact origin and window', () => {
    expect(opened(event(ORIGIN, source, good), ORIGIN, source)).toEqual({ type: 'close' });
    expect(opened(event('https://chat.example.evil.example', source, good), ORIGIN, source)).toBeNull();
    expect(opened(event('http://chat.example', source, good), ORIGIN, source)).toBeNull();
    expect(opened(event('null', source, good), ORIGIN, source)).toBeNull();
    expect(opened(event(ORIGIN, null, good), ORIGIN, source)).toBeNull();
  });

  it.each([null, 'close', { type: 'close' }, { mark: 'other', message: { type: 'close' } }, { mark: 'escapehatch' }])(
    'ignores %j',
    (data) => {
      expect(opened(event(ORIGIN, source, data), ORIGIN, source)).toBeNull();
    },
  );

  it('takes only the cart from whatever the page hands over', () => {
    expect(cartFrom({ total: 12.5, currency: 'EUR', items: ['Lamp'], isVip: true })).toEqual({
      total: 12.5,
      currency: 'EUR',
      items: ['Lamp'],
    });
    expect([cartFrom('x'), cartFrom({ total: 'much' }), cartFrom({ total: Number.NaN })]).toEqual([null, null, null]);
  });
});
