import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language, Text } from '../../../gis-data/catalogue/text.ts';
import { setRequestLanguage } from '../../api/client.ts';
import { en, zh } from '../strings.ts';

const storageKey = 'yzt-field-language';

/** The language chosen before on this device; Chinese at first. */
export const storedLanguage = (): Language => (localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh');

/** Starts the field app's own translations; it loads none of the planners' pages. */
export function startWords(): void {
  const language = storedLanguage();
  setRequestLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'field',
    resources: { zh: { field: zh }, en: { field: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function changeLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  setRequestLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18next.changeLanguage(language);
}

/** Texts of the field app, and the catalogue's words in the language of the view. */
export function useWords() {
  const { t, i18n } = useTranslation('field');
  const language = i18n.language as Language;
  return { t, language, word: (text: Text) => text[language] };
}

const units = ['B', 'KB', 'MB', 'GB'];

/** A number of bytes for people: 12.3 MB. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** How long a time is, whatever its sign, in the largest unit of which there are two at least. */
export function roundSpan(milliseconds: number): { unit: 'days' | 'hours' | 'minutes'; count: number } {
  const minutes = Math.abs(milliseconds) / 60_000;
  if (minutes >= 2 * 24 * 60) return { unit: 'days', count: Math.round(minutes / (24 * 60)) };
  return minutes >= 120
    ? { unit: 'hours', count: Math.round(minutes / 60) }
    : { unit: 'minutes', count: Math.round(minutes) };
}

/** A distance for people: 340 m, 12.3 km. */
export const distanceText = (metres: number): string =>
  metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 2 : 1)} km`;
