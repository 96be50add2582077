import { FormOutlined, PartitionOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityGroups, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { useText } from '../app/i18n/use-text.ts';

/** Ways to add a change: a facility placed on the map or filled in, or an adjustment of divisions. */
export function AddChanges({
  kind,
  placing,
  onKind,
  onPlace,
  onFill,
  onAdjust,
}: {
  kind: string;
  placing: boolean;
  onKind(kind: string): void;
  onPlace(): void;
  onFill(): void;
  onAdjust(): void;
}) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  return (
    <section className="scenario-add" aria-label={t('add.title')}>
      <h4>{t('add.title')}</h4>
      <Select
        size="small"
        aria-label={t('add.kind')}
        showSearch={{ optionFilterProp: 'label' }}
        value={kind}
        onChange={onKind}
        options={facilityGroups.map((group) => ({
          label: text(group.label),
          title: text(group.label),
          options: facilityKinds
            .filter((each) => each.group === group.id)
            .map(({ id, label }) => ({ value: id as string, label: text(label) })),
        }))}
      />
      <Space wrap size={6}>
        <Button
          size="small"
          icon={<PlusOutlined />}
          type={placing ? 'primary' : 'default'}
          aria-pressed={placing}
          data-testid="place-new"
          onClick={onPlace}
        >
          {placing ? t('add.placing') : t('add.place')}
        </Button>
        <Button size="small" icon={<FormOutlined />} onClick={onFill}>
          {t('add.fill')}
        </Button>
        <Button size="small" icon={<PartitionOutlined />} data-testid="adjust" onClick={onAdjust}>
          {t('add.adjust')}
        </Button>
      </Space>
      <p className="quiet">{t('add.hint')}</p>
    </section>
  );
}
