import { i18next } from '../../app/i18n/index.ts';
import { en, zh } from './strings.ts';

// These texts come with the page that needs them, so that the first load stays as small as it was.
i18next.addResourceBundle('zh', 'namingCases', zh);
i18next.addResourceBundle('en', 'namingCases', en);
