import { Tabs } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useDivisionGeometry } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Answer, Loading } from '../ui/states.tsx';
import { boundaryTabs, useBoundaryView } from './boundary-view.ts';
import './styles.css';
import './translations.ts';

const contents = {
  register: lazy(() => import('./register/RegisterTab.tsx')),
  findings: lazy(() => import('./findings/FindingsTab.tsx')),
  inspections: lazy(() => import('./inspections/InspectionsTab.tsx')),
  plan: lazy(() => import('./plan/PlanTab.tsx')),
};

/** 界线: the register of lines and markers, what is wrong with their geometry, joint inspections, and field plans. */
export default function BoundaryPage() {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const [{ tab }, change] = useBoundaryView();
  const Content = contents[tab];
  return (
    <div className="boundary-page">
      <Tabs
        className="boundary-tabs"
        size="small"
        activeKey={tab}
        onChange={(key) => change({ tab: key as typeof tab })}
        items={boundaryTabs.map((key) => ({ key, label: t(`tab.${key}`) }))}
      />
      <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
        {(counties) => (
          <ErrorBoundary resetKey={tab}>
            <Suspense fallback={<Loading rows={12} />}>
              <Content counties={counties} />
            </Suspense>
          </ErrorBoundary>
        )}
      </Answer>
    </div>
  );
}
