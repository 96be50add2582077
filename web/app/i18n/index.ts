import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../gis-data/catalogue/index.ts';
import * as account from '../../account/strings.ts';
import * as changes from '../../changes/strings.ts';
import * as coverage from '../../coverage/strings.ts';
import * as divisions from '../../divisions/strings.ts';
import * as facilities from '../../facilities/strings.ts';
import * as importing from '../../import/strings.ts';
import * as indicators from '../../indicators/strings.ts';
import * as map from '../../map/strings.ts';
import * as adjustment from '../../scenarios/adjustment/strings.ts';
import * as scenarios from '../../scenarios/strings.ts';
import * as siting from '../../siting/strings.ts';
import * as burial from '../../siting/burial/strings.ts';
import * as targets from '../../siting/targets/strings.ts';
import type * as boundary from '../../boundary/strings.ts';
import type * as namingCases from '../../place-names/cases/strings.ts';
import type * as namingRules from '../../place-names/rules/strings.ts';
import type * as placeNames from '../../place-names/strings.ts';
import * as boards from '../../boards/strings.ts';
import * as worklists from '../../worklists/strings.ts';
import * as statistics from '../../statistics/strings.ts';
import * as reports from '../../reports/strings.ts';
import * as workbook from '../../reports/workbook-strings.ts';
import type { zh as fieldWords } from '../../field/strings.ts';
import * as common from '../strings.ts';

const zh = {
  common: common.zh,
  map: map.zh,
  indicators: indicators.zh,
  coverage: coverage.zh,
  divisions: divisions.zh,
  facilities: facilities.zh,
  import: importing.zh,
  account: account.zh,
  changes: changes.zh,
  scenarios: scenarios.zh,
  adjustment: adjustment.zh,
  siting: siting.zh,
  targets: targets.zh,
  burial: burial.zh,
  boards: boards.zh,
  worklists: worklists.zh,
  statistics: statistics.zh,
  reports: reports.zh,
  workbook: workbook.zh,
};

const en: { [Namespace in keyof typeof zh]: object } = {
  common: common.en,
  map: map.en,
  indicators: indicators.en,
  coverage: coverage.en,
  divisions: divisions.en,
  facilities: facilities.en,
  import: importing.en,
  account: account.en,
  changes: changes.en,
  scenarios: scenarios.en,
  adjustment: adjustment.en,
  siting: siting.en,
  targets: targets.en,
  burial: burial.en,
  boards: boards.en,
  worklists: worklists.en,
  statistics: statistics.en,
  reports: reports.en,
  workbook: workbook.en,
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    /** Parts that bring their own texts are named here, since there is one declaration for all. */
    resources: typeof zh & {
      boundary: typeof boundary.zh;
      placeNames: typeof placeNames.zh;
      namingCases: typeof namingCases.zh;
      namingRules: typeof namingRules.zh;
      field: typeof fieldWords;
    };
  }
}

/** Starts the translations; both languages are bundled, so no request is made for them. */
export function startTranslations(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    resources: { zh, en },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export { i18next };
