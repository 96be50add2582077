import { PushpinOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { CloseButton } from '../ui/CloseButton.tsx';
import { Data } from '../ui/Data.tsx';
import { toggled, type ChangeLists, type Lists } from './demands.ts';

/** Buttons that demand a site of the plan or keep it out. */
export function PinButtons({ ask, id, onChange }: { ask: Lists; id: string; onChange: ChangeLists }) {
  const { t } = useTranslation('siting');
  const pinned = ask.pinned.includes(id);
  const forbidden = ask.forbidden.includes(id);
  return (
    <Space size={4}>
      <Button
        size="small"
        type={pinned ? 'primary' : 'default'}
        icon={<PushpinOutlined />}
        aria-pressed={pinned}
        onClick={() => onChange((lists) => toggled(lists, 'pinned', id))}
      >
        {t('demands.pin')}
      </Button>
      <Button
        size="small"
        type={forbidden ? 'primary' : 'default'}
        danger={forbidden}
        icon={<StopOutlined />}
        aria-pressed={forbidden}
        onClick={() => onChange((lists) => toggled(lists, 'forbidden', id))}
      >
        {t('demands.forbid')}
      </Button>
    </Space>
  );
}

/** What was chosen on the map or in a list, with the way to demand it or keep it out. */
export function SiteCard({
  title,
  lines,
  siteId,
  ask,
  onChange,
  onClose,
}: {
  title: string;
  lines: readonly string[];
  /** Null where nothing may be built. */
  siteId: string | null;
  ask: Lists;
  onChange: ChangeLists;
  onClose(): void;
}) {
  return (
    <div className="siting-card" data-testid="site-card" data-site={siteId ?? undefined}>
      <header>
        <strong>
          <Data>{title}</Data>
        </strong>
        <CloseButton onClose={onClose} />
      </header>
      {lines.map((line) => (
        <div key={line} className="quiet">
          {line}
        </div>
      ))}
      {siteId !== null && <PinButtons ask={ask} id={siteId} onChange={onChange} />}
    </div>
  );
}
