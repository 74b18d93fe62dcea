/** The widget's fixed texts by language. English is always there; another language is loaded when it is wanted. */
import { en, type Key, type Words } from './words/en';

export type { Key, Words } from './words/en';

export const LANGUAGES = ['en', 'es', 'de', 'fr', 'it', 'pt', 'nl', 'pl', 'ar', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<Words>> = {
  es: async () => (await import('./words/es')).es,
  de: async () => (await import('./words/de')).de,
  fr: async () => (await import('./words/fr')).fr,
  it: async () => (await import('./words/it')).it,
  pt: async () => (await import('./words/pt')).pt,
  nl: async () => (await import('./words/nl')).nl,
  pl: async () => (await import('./words/pl')).pl,
  ar: async () => (await import('./words/ar')).ar,
  ja: async () => (await import('./words/ja')).ja,
};

/** The language of a locale such as `pt-BR`; English where we have no words for it. */
export function languageOf(locale: string): Language {
  const tongue = locale.toLowerCase().split(/[-_]/)[0] ?? '';
  return LANGUAGES.find((one) => one === tongue) ?? 'en';
}

/** All texts of a language. English, when the language cannot be loaded. */
export async function wordsOf(language: Language): Promise<Words> {
  if (language === 'en') return en;
  return LOADERS[language]().catch(() => en);
}

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** A text with its names in braces filled in. */
export function fill(words: Words, key: Key, values: Record<string, string | number> = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The line a system event leaves in the customer's thread; empty where the customer is told nothing. */
export function systemLine(words: Words, event: string, values: Record<string, string>): string {
  return event in words ? fill(words, event as Key, values) : '';
}
