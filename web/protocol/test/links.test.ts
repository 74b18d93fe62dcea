import { describe, expect, it } from 'vitest';
import { citationHref, pieces } from '../src/links';

describe('links (S1, S2, S6)', () => {
  it('finds addresses and leaves the sentence around them', () => {
    expect(pieces('See https://lantern.example/a?b=1. Thanks!')).toEqual([
      { text: 'See ' },
      { text: 'https://lantern.example/a?b=1', href: 'https://lantern.example/a?b=1' },
      { text: '. Thanks!' },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![a](//evil.example/?q=SECRET)',
    'https://bank.example@evil.example/',
    'https://xn--80ak6aa92e.example/',
  ])('leaves %s as text', (text) => {
    expect(pieces(text)).toEqual([{ text }]);
  });

  it('keeps every character', () => {
    const text = 'a https://one.example, (https://two.example/x) b\nhttp://three.example';
    expect(
      pieces(text)
        .map((one) => one.text)
        .join(''),
    ).toBe(text);
  });

  it('follows a citation to the shop or a plain address, and nothing else', () => {
    const shop = 'https://shop.example';
    expect(citationHref('/pages/returns', shop)).toBe('https://shop.example/pages/returns');
    expect(citationHref('//evil.example', shop)).toBe('');
    expect(citationHref('javascript:alert(1)', shop)).toBe('');
  });
});
