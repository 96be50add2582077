import type { Strings } from '../app/i18n/strings.ts';

export const zh = {
  title: '图表',
};

export const en: Strings<typeof zh> = {
  title: 'Charts',
};
