import { AimOutlined, EditOutlined, PlusCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Dropdown, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityKind, facilityStatuses } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { CloseButton } from '../ui/CloseButton.tsx';
import { Data } from '../ui/Data.tsx';
import { missingFunctions } from './facility-changes.ts';

/** A facility as the scenario leaves it, with what the scenario can do to it. */
export function FacilityCard({
  body,
  editable,
  moving,
  busy,
  onMove,
  onAddFunction,
  onEdit,
  onEnd,
  onClose,
}: {
  /** `null` where the scenario ends the record. */
  body: FacilityBody | null;
  editable: boolean;
  moving: boolean;
  busy: boolean;
  onMove(): void;
  onAddFunction(functionId: string): void;
  onEdit(): void;
  onEnd(): void;
  onClose(): void;
}) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  if (body === null)
    return (
      <div className="scenario-card">
        {t('facility.ended')} <CloseButton onClose={onClose} />
      </div>
    );
  const status = facilityStatuses.find(({ id }) => id === body.status);
  const missing = facilityFunctions.filter(({ id }) => missingFunctions(body).includes(id));
  return (
    <div className="scenario-card" data-testid="facility-card">
      <header>
        <strong>
          <Data>{body.name}</Data>
        </strong>
        <CloseButton onClose={onClose} />
      </header>
      <div className="quiet">
        {text(facilityKind(body.kind).label)} · {status ? text(status.label) : t('facility.unknownStatus')}
        {body.entrance === null && ` · ${t('facility.notLocated')}`}
      </div>
      <div className="scenario-card-functions">
        {facilityFunctions
          .filter(({ id }) => body.functions[id] === true)
          .map(({ id, label }) => (
            <Tag key={id} color="green">
              {text(label)}
            </Tag>
          ))}
      </div>
      {editable && (
        <Space wrap size={6}>
          <Button size="small" icon={<AimOutlined />} type={moving ? 'primary' : 'default'} onClick={onMove}>
            {moving ? t('facility.moving') : t('facility.move')}
          </Button>
          <Dropdown
            trigger={['click']}
            disabled={missing.length === 0 || busy}
            menu={{
              items: missing.map(({ id, label }) => ({ key: id, label: text(label) })),
              onClick: ({ key }) => onAddFunction(key),
            }}
          >
            <Button size="small" icon={<PlusCircleOutlined />}>
              {t('facility.addFunction')}
            </Button>
          </Dropdown>
          <Button size="small" icon={<EditOutlined />} disabled={busy} onClick={onEdit}>
            {t('facility.edit')}
          </Button>
          <Button
            size="small"
            danger
            icon={<StopOutlined />}
            disabled={busy || body.status === 'closed'}
            onClick={onEnd}
          >
            {t('facility.close')}
          </Button>
        </Space>
      )}
    </div>
  );
}
