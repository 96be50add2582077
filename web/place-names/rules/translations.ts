import { i18next } from '../../app/i18n/index.ts';
import { en, zh } from './strings.ts';

// These texts come with the pages that need them, so that the first load stays as small as it was.
i18next.addResourceBundle('zh', 'namingRules', zh);
i18next.addResourceBundle('en', 'namingRules', en);
