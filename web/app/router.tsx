import { Button, Result } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes, useLocation } from 'react-router';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Loading } from '../ui/states.tsx';
import { useView } from './url-state.ts';

const MapPage = lazy(() => import('../map/MapPage.tsx'));
const IndicatorsPage = lazy(() => import('../indicators/IndicatorsPage.tsx'));
const EvidencePage = lazy(() => import('../indicators/EvidencePage.tsx'));
const CareCirclePage = lazy(() => import('../coverage/CareCirclePage.tsx'));
const FacilitiesPage = lazy(() => import('../facilities/FacilitiesPage.tsx'));
const ChangesPage = lazy(() => import('../changes/ChangesPage.tsx'));
const SitingPage = lazy(() => import('../siting/SitingPage.tsx'));
const ScenariosPage = lazy(() => import('../scenarios/ScenariosPage.tsx'));
const BoardsPage = lazy(() => import('../boards/BoardsPage.tsx'));
const BoundaryPage = lazy(() => import('../boundary/BoundaryPage.tsx'));
const DuplicatesPage = lazy(() => import('../place-names/duplicates/DuplicatesPage.tsx'));
const NamesExchangePage = lazy(() => import('../place-names/exchange/ExchangePage.tsx'));
const PlaceNamesPage = lazy(() => import('../place-names/PlaceNamesPage.tsx'));
const SignsPage = lazy(() => import('../place-names/signs/SignsPage.tsx'));
const WordListsPage = lazy(() => import('../place-names/word-lists/WordListsPage.tsx'));
const NamingCasesPage = lazy(() => import('../place-names/cases/CasesPage.tsx'));
const WorklistsPage = lazy(() => import('../worklists/WorklistsPage.tsx'));
const StatisticsPage = lazy(() => import('../statistics/StatisticsPage.tsx'));
const ReportsPage = lazy(() => import('../reports/ReportsPage.tsx'));
const ImportPage = lazy(() => import('../import/ImportPage.tsx'));
const AdminPage = lazy(() => import('../account/AdminPage.tsx'));
const LoginPage = lazy(() => import('../account/LoginPage.tsx'));

function NotFound() {
  const { t } = useTranslation();
  const [, change] = useView();
  return (
    <Result
      status="404"
      title={t('state.notFoundTitle')}
      subTitle={t('state.notFoundText')}
      extra={<Button onClick={() => change({}, { pathname: '/' })}>{t('state.backToMap')}</Button>}
    />
  );
}

/** The pages; each is loaded when it is first opened. */
export function Pages() {
  const { pathname } = useLocation();
  return (
    <ErrorBoundary resetKey={pathname}>
      <Suspense fallback={<Loading rows={10} />}>
        <Routes>
          <Route path="/" element={<MapPage />} />
          <Route path="/indicators" element={<IndicatorsPage />} />
          <Route path="/indicators/:id" element={<EvidencePage />} />
          <Route path="/care-circle" element={<CareCirclePage />} />
          <Route path="/facilities" element={<FacilitiesPage />} />
          <Route path="/facilities/:id" element={<FacilitiesPage />} />
          <Route path="/siting" element={<SitingPage />} />
          <Route path="/scenarios" element={<ScenariosPage />} />
          <Route path="/scenarios/:id" element={<ScenariosPage />} />
          <Route path="/boards" element={<BoardsPage />} />
          <Route path="/boundary" element={<BoundaryPage />} />
          <Route path="/place-names" element={<PlaceNamesPage />} />
          <Route path="/place-names/signs" element={<SignsPage />} />
          <Route path="/place-names/word-lists" element={<WordListsPage />} />
          <Route path="/place-names/cases" element={<NamingCasesPage />} />
          <Route path="/place-names/cases/:id" element={<NamingCasesPage />} />
          <Route path="/place-names/exchange" element={<NamesExchangePage />} />
          <Route path="/place-names/duplicates" element={<DuplicatesPage />} />
          <Route path="/worklists" element={<WorklistsPage />} />
          <Route path="/worklists/:id" element={<WorklistsPage />} />
          <Route path="/statistics" element={<StatisticsPage />} />
          <Route path="/reports" element={<ReportsPage />} />
          <Route path="/import" element={<ImportPage />} />
          <Route path="/changes" element={<ChangesPage />} />
          <Route path="/changes/:id" element={<ChangesPage />} />
          <Route path="/admin" element={<AdminPage />} />
          <Route path="/login" element={<LoginPage />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}
