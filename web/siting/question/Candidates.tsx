import {
  AimOutlined,
  BorderOuterOutlined,
  DeleteOutlined,
  EnvironmentOutlined,
  GatewayOutlined,
} from '@ant-design/icons';
import { Alert, Button, Radio, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDivisions } from '../../api/queries.ts';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { CoordinateFields } from '../../coverage/CoordinateFields.tsx';
import { formatNumber } from '../../ui/format.ts';
import { fitsAddress } from '../geometry-text.ts';
import { pointId, withPoint } from '../question.ts';
import { candidateSources } from '../siting-view.ts';
import { NamedSelect, Row } from './fields.tsx';
import type { FormProps } from './form-props.ts';

function VillagesOf({ ask, asOf, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const counties = useDivisions('county', asOf).data?.items ?? [];
  return (
    <Row label={t('candidates.counties')}>
      <NamedSelect
        label={t('candidates.counties')}
        placeholder={t('candidates.allCounties')}
        items={counties}
        value={ask.countyIds}
        onChange={(countyIds) => onChange({ countyIds })}
      />
    </Row>
  );
}

function DrawnArea({ ask, taking, onTaking, onWindow, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const drawing = taking === 'area';
  return (
    <>
      <Space wrap size={6}>
        <Button
          size="small"
          type={drawing ? 'primary' : 'default'}
          icon={<GatewayOutlined />}
          aria-pressed={drawing}
          onClick={() => onTaking(drawing ? null : 'area')}
          data-testid="draw-area"
        >
          {t(ask.area.length > 0 ? 'candidates.redraw' : 'candidates.draw')}
        </Button>
        <Button size="small" icon={<BorderOuterOutlined />} onClick={onWindow}>
          {t('candidates.window')}
        </Button>
        {ask.area.length > 0 && (
          <Button size="small" icon={<DeleteOutlined />} onClick={() => onChange({ area: [] })}>
            {t('candidates.clearArea')}
          </Button>
        )}
      </Space>
      <p className="quiet" role="status">
        {drawing
          ? t('candidates.drawing')
          : ask.area.length > 0
            ? t('candidates.corners', { corners: formatNumber(ask.area.length, language) })
            : t('candidates.noArea')}
      </p>
      {!fitsAddress(ask.area) && <p className="quiet">{t('candidates.held')}</p>}
    </>
  );
}

function OwnPoints({ ask, taking, onTaking, onShow, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  const placing = taking === 'points';
  return (
    <>
      <Space wrap size={6}>
        <Button
          size="small"
          type={placing ? 'primary' : 'default'}
          icon={<EnvironmentOutlined />}
          aria-pressed={placing}
          onClick={() => onTaking(placing ? null : 'points')}
          data-testid="place-points"
        >
          {t(placing ? 'candidates.placing' : 'candidates.place')}
        </Button>
        {ask.points.length > 0 && (
          <Button size="small" icon={<DeleteOutlined />} onClick={() => onChange({ points: [] })}>
            {t('candidates.clearPoints')}
          </Button>
        )}
      </Space>
      <CoordinateFields
        position={null}
        action={t('candidates.add')}
        onSubmit={(position) => onChange(withPoint(position))}
      />
      {!fitsAddress(ask.points) && <p className="quiet">{t('candidates.held')}</p>}
      <ul className="siting-points" data-testid="own-points" data-count={ask.points.length}>
        {ask.points.map((position, i) => (
          <li key={pointId(position)}>
            <button type="button" className="link" onClick={() => onShow(position)}>
              <AimOutlined aria-hidden /> {t('candidates.point', { number: i + 1 })} ({position.join(', ')})
            </button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('candidates.removePoint', { number: i + 1 })}
              title={t('candidates.removePoint', { number: i + 1 })}
              onClick={() => onChange({ points: ask.points.filter((point) => point !== position) })}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Where facilities may be built: in villages, within a drawn area, on public parcels, at one's own points. */
export function Candidates(props: FormProps) {
  const { t } = useTranslation('siting');
  const { ask, onTaking, onChange } = props;
  return (
    <section className="siting-section" aria-label={t('candidates.title')}>
      <h4>{t('candidates.title')}</h4>
      <Radio.Group
        size="small"
        optionType="button"
        aria-label={t('candidates.title')}
        value={ask.from}
        onChange={({ target }) => {
          onTaking(null);
          // A site of another source is none any more.
          onChange({ from: target.value, pinned: [], forbidden: [] });
        }}
        options={candidateSources
          .filter((from) => from !== 'parcels' || props.layers.length > 0 || ask.from === 'parcels')
          .map((from) => ({ value: from, label: t(`candidates.from.${from}`) }))}
      />
      {ask.from === 'villages' && <VillagesOf {...props} />}
      {ask.from === 'area' && <DrawnArea {...props} />}
      {ask.from === 'points' && <OwnPoints {...props} />}
      {ask.from === 'parcels' && <ParcelLayers {...props} />}
    </section>
  );
}

function ParcelLayers({ ask, layers, onChange }: FormProps) {
  const { t } = useTranslation('siting');
  if (layers.length === 0) return <Alert type="info" showIcon title={t('candidates.noLayers')} />;
  return (
    <Row label={t('candidates.layer')}>
      <NamedSelect
        label={t('candidates.layer')}
        placeholder={t('candidates.chooseLayer')}
        items={layers}
        value={ask.layerId === null ? [] : [ask.layerId]}
        // One layer at a time: the newest choice holds.
        onChange={(ids) => onChange({ layerId: ids.at(-1) ?? null })}
      />
    </Row>
  );
}
