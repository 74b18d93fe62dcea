import { describe, expect, it } from 'vitest';
import { directionOf, fill, LANGUAGES, languageOf, wordsOf } from '../src/words';
import { en, type Key } from '../src/words/en';

const KEYS = Object.keys(en) as Key[];
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe.each(LANGUAGES)('%s', (language) => {
  it('has every text, with the same names to fill in', async () => {
    const words = await wordsOf(language);
    expect(Object.keys(words).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      expect(words[key].trim(), key).not.toBe('');
      expect(holes(words[key]), key).toEqual(holes(en[key]));
    }
  });

  it('is not English by mistake', async () => {
    const words = await wordsOf(language);
    expect(words.HandoffRequested === en.HandoffRequested).toBe(language === 'en');
  });
});

it('finds the language of a locale, and English for others', () => {
  expect(['pt-BR', 'de_AT', 'AR', 'xx', ''].map(languageOf)).toEqual(['pt', 'de', 'ar', 'en', 'en']);
  expect(directionOf('ar')).toBe('rtl');
});

it('fills names in', () => {
  expect(fill(en, 'wait_range', { low: 3, high: 6 })).toBe('Usually 3 to 6 minutes.');
});
