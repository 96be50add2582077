import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useView } from '../app/url-state.ts';

const parts = [
  { path: '/place-names', key: 'title' },
  { path: '/place-names/cases', key: 'cases' },
  { path: '/place-names/signs', key: 'signs.title' },
  { path: '/place-names/word-lists', key: 'words.title' },
  { path: '/place-names/duplicates', key: 'duplicates.title' },
  { path: '/place-names/exchange', key: 'exchange.title' },
] as const;

/** The ways between the parts of the place-name work. */
export function PlaceNameParts() {
  const { t } = useTranslation('placeNames');
  const { pathname } = useLocation();
  const [{ asOf }] = useView();
  return (
    <nav className="name-parts">
      {parts.map(({ path, key }) => (
        <Link
          key={path}
          to={{ pathname: path, search: asOf === null ? '' : `?asOf=${asOf}` }}
          aria-current={pathname === path ? 'page' : undefined}
        >
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
