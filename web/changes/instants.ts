import type { Language } from '../../gis-data/catalogue/index.ts';

/** An instant as date and time of this machine's zone: `2026/11/24 09:30` or `24/11/2026, 09:30`. */
export const formatInstant = (instant: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(instant));
