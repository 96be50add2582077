import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Text } from '../../../gis-data/catalogue/index.ts';

/** The interface's language. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** Picks the wording of a text in the interface's language; a plain string is given back as it is. */
export function useText(): (text: Text | string) => string {
  const language = useLanguage();
  return useCallback((text) => (typeof text === 'string' ? text : text[language]), [language]);
}
