import { HistoryOutlined } from '@ant-design/icons';
import { Button, DatePicker, Menu, Segmented, Skeleton, Tag, Tooltip, type MenuProps } from 'antd';
import dayjs from 'dayjs';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useDivisions, useIndicators, useSession, type Session } from '../api/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatDate } from '../ui/format.ts';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { DueCases } from '../../server/naming-cases/contract.ts';
import { useLanguage } from './i18n/use-text.ts';
import { Pages } from './router.tsx';
import type { zh } from './strings.ts';
import { useView } from './url-state.ts';
import { useDueCases } from './use-due-cases.ts';

const AccountMenu = lazy(() => import('../account/AccountMenu.tsx'));

const today = () => dayjs().format('YYYY-MM-DD');

type Role = NonNullable<Session['user']>['role'] | null;

interface PageLink {
  path: string;
  key: keyof typeof zh.nav;
  shownTo(role: Role): boolean;
}

const everyone = () => true;
const signedIn = (role: Role) => role !== null;
const editors = (role: Role) => role !== null && role !== 'viewer';

/** Pages in the navigation and who sees them; what a role may do is decided by the server. A group opens as a menu. */
const pages: readonly (PageLink | { key: keyof typeof zh.nav; pages: readonly PageLink[] })[] = [
  { path: '/', key: 'map', shownTo: everyone },
  { path: '/indicators', key: 'indicators', shownTo: everyone },
  { path: '/boards', key: 'boards', shownTo: everyone },
  { path: '/care-circle', key: 'careCircle', shownTo: everyone },
  { path: '/facilities', key: 'facilities', shownTo: everyone },
  { path: '/siting', key: 'siting', shownTo: everyone },
  { path: '/scenarios', key: 'scenarios', shownTo: signedIn },
  { path: '/boundary', key: 'boundary', shownTo: everyone },
  { path: '/place-names', key: 'placeNames', shownTo: everyone },
  { path: '/worklists', key: 'worklists', shownTo: everyone },
  {
    key: 'data',
    pages: [
      { path: '/statistics', key: 'statistics', shownTo: everyone },
      { path: '/reports', key: 'reports', shownTo: everyone },
      { path: '/import', key: 'import', shownTo: editors },
      { path: '/changes', key: 'changes', shownTo: signedIn },
    ],
  },
  { path: '/admin', key: 'admin', shownTo: (role) => role === 'administrator' },
];

function Navigation() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const role = useSession().data?.user?.role ?? null;
  const due = useDueCases(role !== null);
  const current = `/${pathname.split('/')[1] ?? ''}`;
  const itemsOf = (links: readonly PageLink[]) =>
    links
      .filter((page) => page.shownTo(role))
      .map((page) => ({
        key: page.path,
        label: (
          <Link to={{ pathname: page.path, search }}>
            {t(`nav.${page.key}`)}
            {page.key === 'placeNames' && due !== null && <DueBadge due={due} />}
          </Link>
        ),
      }));
  return (
    <nav aria-label={t('mainNavigation')} className="shell-nav">
      <Menu
        mode="horizontal"
        selectedKeys={[current]}
        items={pages.flatMap((page): NonNullable<MenuProps['items']> =>
          'pages' in page
            ? [{ key: page.key, label: t(`nav.${page.key}`), children: itemsOf(page.pages) }]
            : itemsOf([page]),
        )}
      />
    </nav>
  );
}

/** How many cases fall due, beside the page where they are worked on; nothing where none does. */
function DueBadge({ due: { soon, overdue } }: { due: DueCases }) {
  const { t } = useTranslation();
  if (soon + overdue === 0) return null;
  const words = t('dueCases', { soon, overdue });
  return (
    <span className="nav-due" role="status" aria-label={words} title={words} data-overdue={overdue} data-soon={soon}>
      {soon + overdue}
    </span>
  );
}

function DemoTag() {
  const { t } = useTranslation();
  const [{ asOf }] = useView();
  const session = useSession().data;
  const report = useIndicators(asOf).data;
  if (!session?.demo && !report?.demo) return null;
  return (
    <Tooltip title={t('demoHelp')}>
      <Tag color="gold" variant="solid" className="demo-tag" tabIndex={0}>
        {t('demo')}
      </Tag>
    </Tooltip>
  );
}

function CityName() {
  const [{ asOf }] = useView();
  const cities = useDivisions('city', asOf).data?.items;
  return cities?.[0] ? <Data className="brand-city">{cities[0].name}</Data> : null;
}

function AsOfPicker() {
  const { t } = useTranslation();
  const [{ asOf }, change] = useView();
  const latest = useSession().data?.asOfDefault ?? today();
  return (
    <DatePicker
      className="as-of"
      aria-label={t('asOf.label')}
      prefix={<HistoryOutlined title={t('asOf.label')} />}
      allowClear={false}
      value={dayjs(asOf ?? latest)}
      onChange={(date) => {
        const next = date?.format('YYYY-MM-DD') ?? latest;
        change({ asOf: next === latest ? null : next });
      }}
    />
  );
}

function AsOfBanner() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [{ asOf }, change] = useView();
  if (asOf === null) return null;
  return (
    <div className="as-of-banner" role="status">
      <HistoryOutlined aria-hidden />
      <span>{t('asOf.banner', { date: formatDate(asOf, language) })}</span>
      <Button size="small" onClick={() => change({ asOf: null })}>
        {t('asOf.backToToday')}
      </Button>
    </div>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const [{ language }, change] = useView();
  return (
    <Segmented<Language>
      size="small"
      aria-label={t('language.label')}
      value={language}
      onChange={(next) => change({ language: next }, { replace: true })}
      options={[
        { value: 'zh', label: <Data>{t('language.zh')}</Data> },
        { value: 'en', label: <span lang="en">{t('language.en')}</span> },
      ]}
    />
  );
}

function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden className="brand-mark">
      <rect width="32" height="32" rx="7" />
      <path d="M6 11l7-3 6 3 7-3v13l-7 3-6-3-7 3z" />
      <path d="M13 8v13M19 11v13" />
    </svg>
  );
}

/** The frame around every page: name, demonstration mark, navigation, date, language, account. */
export function Shell() {
  const { t } = useTranslation();
  const { search } = useLocation();
  return (
    <>
      <a className="skip-link" href="#content">
        {t('skipToContent')}
      </a>
      <header className="shell-header">
        <Link to={{ pathname: '/', search }} className="brand">
          <BrandMark />
          <span className="brand-name">{t('product')}</span>
          <CityName />
        </Link>
        <DemoTag />
        <Navigation />
        <AsOfPicker />
        <LanguageSwitch />
        <Suspense fallback={<Skeleton.Button active size="small" />}>
          <AccountMenu />
        </Suspense>
      </header>
      <AsOfBanner />
      <main id="content" tabIndex={-1} className="shell-content">
        <Pages />
      </main>
    </>
  );
}
