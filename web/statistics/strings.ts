import type { Strings } from '../app/i18n/strings.ts';

export const zh = {
  title: '统计填报',
};

export const en: Strings<typeof zh> = {
  title: 'Statistics',
};
