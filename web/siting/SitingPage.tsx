import { Tabs } from 'antd';
import { lazy, Suspense, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useDivisionGeometry, type DivisionCollection } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
// The form's rows and the map's legend look as those of the care circle.
import '../coverage/styles.css';
import { Answer, Loading } from '../ui/states.tsx';
import { ParetoTab } from './ParetoTab.tsx';
import { useSitingView } from './siting-view.ts';
import './styles.css';
import { WhereTab } from './WhereTab.tsx';

type Tab = ComponentType<{ counties: DivisionCollection }>;

/** Rooms of their own within siting, each loaded when it is first opened. */
const files = import.meta.glob<{ default: Tab }>(['./targets/TargetsTab.tsx', './burial/BurialTab.tsx']);

const ownRooms = [
  { key: 'targets', file: './targets/TargetsTab.tsx' },
  { key: 'burial', file: './burial/BurialTab.tsx' },
] as const;

const tabs: readonly { key: 'where' | 'front' | 'targets' | 'burial'; Content: Tab }[] = [
  { key: 'where', Content: WhereTab },
  { key: 'front', Content: ParetoTab },
  ...ownRooms.flatMap(({ key, file }) => (files[file] ? [{ key, Content: lazy(files[file]) }] : [])),
];

/** 选址: where the next facilities go, and what more money brings. */
export default function SitingPage() {
  const { t } = useTranslation('siting');
  const [{ asOf }] = useView();
  const [{ tab }, change] = useSitingView();
  const open = tabs.find(({ key }) => key === tab) ?? tabs[0]!;
  return (
    <div className="siting-page">
      <Tabs
        className="siting-tabs"
        size="small"
        activeKey={open.key}
        onChange={(key) => change({ tab: key === tabs[0]!.key ? null : key })}
        items={tabs.map(({ key }) => ({ key, label: t(`tab.${key}`) }))}
      />
      <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
        {(counties) => (
          <Suspense fallback={<Loading rows={12} />}>
            <open.Content key={open.key} counties={counties} />
          </Suspense>
        )}
      </Answer>
    </div>
  );
}
