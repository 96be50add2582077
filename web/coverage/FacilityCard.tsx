import { Button, Collapse, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityKind, facilityKinds, facilityStatuses } from '../../gis-data/catalogue/index.ts';
import type { FacilityEdit } from '../../server/coverage/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { ThreeValues } from '../facilities/FieldInput.tsx';
import { CoordinateFields } from './CoordinateFields.tsx';
import { FacilityName } from './FacilityName.tsx';
import type { KnownFacility } from './known-facilities.ts';
import { pointAt, type Position } from './trial.ts';

interface FacilityCardProps {
  facility: KnownFacility;
  position: Position | null;
  onEdit(edit: FacilityEdit): void;
}

type Reclassify = Extract<FacilityEdit, { op: 'reclassify' }>;

const unknownStatus = 'unknown';

/** Only what differs from the record is tried. */
function reclassification(facility: KnownFacility, wanted: Wanted): Reclassify | null {
  const functions = Object.fromEntries(
    Object.entries(wanted.functions).filter(([id, offered]) => offered !== (facility.functions[id] ?? null)),
  );
  const edit: Reclassify = {
    op: 'reclassify',
    facilityId: facility.id,
    ...(wanted.kind === facility.kind ? {} : { kind: wanted.kind }),
    ...(Object.keys(functions).length === 0 ? {} : { functions }),
    ...(wanted.status === facility.status ? {} : { status: wanted.status }),
  };
  return Object.keys(edit).length > 2 ? edit : null;
}

interface Wanted {
  kind: string;
  status: string | null;
  functions: Record<string, boolean | null>;
}

function ReclassifyFields({ facility, onEdit }: Pick<FacilityCardProps, 'facility' | 'onEdit'>) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const [wanted, setWanted] = useState<Wanted>(facility);
  const edit = reclassification(facility, wanted);
  const offered = facilityKind(wanted.kind).functions;
  return (
    <div className="reclassify">
      <label>
        {t('tryOut.kind')}
        <Select
          size="small"
          aria-label={t('tryOut.kind')}
          value={wanted.kind}
          onChange={(kind) => setWanted({ ...wanted, kind, functions: {} })}
          options={facilityKinds.map((k) => ({ value: k.id as string, label: text(k.label) }))}
        />
      </label>
      {facility.name !== null && (
        <label>
          {t('tryOut.status')}
          <Select
            size="small"
            aria-label={t('tryOut.status')}
            value={wanted.status ?? unknownStatus}
            onChange={(status) => setWanted({ ...wanted, status: status === unknownStatus ? null : status })}
            options={[
              ...facilityStatuses.map((s) => ({ value: s.id as string, label: text(s.label) })),
              { value: unknownStatus, label: t('verdict.unknown') },
            ]}
          />
        </label>
      )}
      {facilityFunctions
        .filter(({ id }) => (offered as readonly string[]).includes(id))
        .map(({ id, label }) => (
          <label key={id}>
            {text(label)}
            <ThreeValues
              words="offer"
              value={wanted.functions[id] ?? facility.functions[id] ?? null}
              onChange={(value) => setWanted({ ...wanted, functions: { ...wanted.functions, [id]: value } })}
            />
          </label>
        ))}
      <Button size="small" disabled={edit === null} onClick={() => edit && onEdit(edit)}>
        {t('tryOut.reclassify')}
      </Button>
    </div>
  );
}

/** What can be tried with one facility without a mouse: another place, closing it, another kind, status or function. */
export function FacilityCard({ facility, position, onEdit }: FacilityCardProps) {
  const { t } = useTranslation('coverage');
  const text = useText();
  return (
    <section className="facility-card" data-testid="facility-card" data-facility={facility.id}>
      <header>
        <strong>
          <FacilityName facility={facility} />
        </strong>
        <span className="quiet">{text(facilityKind(facility.kind).label)}</span>
      </header>
      <Space wrap size={6}>
        <CoordinateFields
          position={position}
          action={t('tryOut.moveHere')}
          onSubmit={(to) => onEdit({ op: 'move', facilityId: facility.id, to: pointAt(to) })}
        />
        <Button
          size="small"
          danger
          data-testid="close-facility"
          onClick={() => onEdit({ op: 'close', facilityId: facility.id })}
        >
          {facility.name === null ? t('tryOut.takeAway') : t('tryOut.close')}
        </Button>
      </Space>
      <Collapse
        size="small"
        ghost
        items={[
          {
            key: 'reclassify',
            label: t('tryOut.reclassifyTitle'),
            children: <ReclassifyFields key={facility.id} facility={facility} onEdit={onEdit} />,
          },
        ]}
      />
    </section>
  );
}
