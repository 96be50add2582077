import type { Strings } from '../app/i18n/strings.ts';

export const zh = {
  title: '工作清单',
};

export const en: Strings<typeof zh> = {
  title: 'Worklists',
};
