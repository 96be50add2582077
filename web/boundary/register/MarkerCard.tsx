import { AimOutlined } from '@ant-design/icons';
import { Alert, Button, Image, Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicMarkerGridDegrees } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryLineItem, BoundaryMarkerBody, BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useSession } from '../../api/queries.ts';
import { TitledData } from '../../changes/TitledData.tsx';
import { usePermissions, useRegistryWrite } from '../../facilities/queries.ts';
import { today } from '../../facilities/today.ts';
import { useAsOf } from '../../facilities/use-as-of.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Data } from '../../ui/Data.tsx';
import { Loading } from '../../ui/states.tsx';
import { formatDate, formatNumber } from '../../ui/format.ts';
import type { OpenCard } from '../boundary-view.ts';
import { DemoTag, Facts, Known, SideValue } from '../Fields.tsx';
import { PhotoPicker } from '../PhotoPicker.tsx';
import { downloads, photoUrl, saveRecord } from '../queries.ts';
import { wordOf } from '../words.ts';
import { StateValue } from './MarkerTable.tsx';
import { RecordActions } from './RecordActions.tsx';
import { ReferenceSketch } from './ReferenceSketch.tsx';

const ResectionForm = lazy(() => import('../resection/ResectionForm.tsx'));

/** The card asks for at least so many reference objects (界桩登记表). */
const leastReferences = 3;

const seconds = (degrees: number, positive: string, negative: string): string => {
  const total = Math.abs(degrees) * 3600;
  const [whole, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
  return `${whole}°${String(minutes).padStart(2, '0')}′${(total % 60).toFixed(3).padStart(6, '0')}″${degrees < 0 ? negative : positive}`;
};

/** Position, or the cell of the public grid within which it lies, said to be one. */
function PositionValue({ marker }: { marker: BoundaryMarkerItem }) {
  const { t } = useTranslation('boundary');
  if (marker.position === null) return <Unknown />;
  const [longitude, latitude] = marker.position.coordinates as [number, number];
  if (marker.precision === 'rounded')
    return (
      <span data-precision="rounded">
        <Data>
          {latitude.toFixed(2)}°, {longitude.toFixed(2)}°
        </Data>
        <Alert
          type="info"
          className="boundary-rounded"
          title={t('rounded.long', { degrees: String(publicMarkerGridDegrees) })}
        />
      </span>
    );
  return (
    <span data-precision="surveyed" className="boundary-position">
      <span>
        B <Data>{seconds(latitude, 'N', 'S')}</Data>
      </span>
      <span>
        L <Data>{seconds(longitude, 'E', 'W')}</Data>
      </span>
    </span>
  );
}

/** The register card of a marker, every field of it; what is unknown is said to be so. */
export function MarkerCard({
  marker,
  lines,
  onClose,
  onOpen,
}: {
  marker: BoundaryMarkerItem;
  lines: readonly BoundaryLineItem[];
  onClose(): void;
  onOpen(card: OpenCard): void;
}) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const session = useSession().data;
  const { mayWrite } = usePermissions();
  const asOf = useAsOf();
  const [resecting, setResecting] = useState(false);
  const addPhotos = useRegistryWrite((hashes: readonly string[]) =>
    saveRecord({
      type: 'boundaryMarker',
      target: { id: marker.id, version: marker.version! },
      write: {
        fields: { photos: [...new Set([...marker.photos, ...hashes])] },
        effectiveFrom: session?.asOfDefault ?? today(),
        reason: t('photos.added', { count: hashes.length }),
      },
    }),
  );
  const { id, version, precision, ...body } = marker;
  const mayAdd = mayWrite && asOf === null && version !== null && precision === 'surveyed';
  const word = (catalogue: Parameters<typeof wordOf>[0], value: string | null) => (
    <Known value={value && text(wordOf(catalogue, value))} />
  );
  const metres = (value: number | null, digits: number) =>
    value === null ? null : t('metres', { metres: formatNumber(value, language, digits) });
  const withheld = <span className="quiet">{t('reference.withheld')}</span>;
  const date = (value: string | null) => value && formatDate(value, language);
  return (
    <article data-testid="marker-card">
      <header className="record-header">
        <h2>
          <Data>{marker.number}</Data>
        </h2>
        <StateValue state={marker.state} />
        <DemoTag demo={marker.demo} />
        <span className="record-close">
          <CloseButton onClose={onClose} />
        </span>
      </header>
      <RecordActions
        record={{
          type: 'boundaryMarker',
          id,
          // A rounded position must never be written back.
          version: precision === 'surveyed' ? version : null,
          name: marker.number,
          body: body as BoundaryMarkerBody,
        }}
        cardHref={(format) => downloads.card(id, format)}
      />
      <Facts
        rows={[
          [
            'lines',
            t('marker.lines'),
            marker.lineIds.map((lineId) => (
              <div key={lineId}>
                <button type="button" className="link" onClick={() => onOpen({ type: 'line', id: lineId })}>
                  <Data>{lines.find((line) => line.id === lineId)?.name ?? lineId}</Data>
                </button>
              </div>
            )),
          ],
          ['standing', t('marker.standing'), word('standing', marker.standing)],
          ['faces', t('marker.faces'), <Known key="" value={marker.faces} />],
          ['material', t('marker.material'), word('material', marker.material)],
          ...marker.sides.map((side, index): [string, string, React.ReactNode] => [
            `side${index}`,
            t('side.numbered', { number: index + 1 }),
            <SideValue key="" side={side} />,
          ]),
          ['position', t('marker.position'), <PositionValue key="" marker={marker} />],
          ['sourceCrs', t('marker.sourceCrs'), word('crs', marker.sourceCrs)],
          ['heightM', t('marker.height'), <Known key="" value={metres(marker.heightM, 3)} />],
          ['heightDatum', t('marker.heightDatum'), word('datum', marker.heightDatum)],
          ['surveyMethod', t('marker.method'), word('method', marker.surveyMethod)],
          [
            'sigmaM',
            t('marker.sigma'),
            marker.sigmaM === null ? (
              <>
                <Unknown /> <span className="quiet">{t('marker.sigmaMissing')}</span>
              </>
            ) : (
              metres(marker.sigmaM, 3)
            ),
          ],
          ['setOn', t('marker.setOn'), <Known key="" value={date(marker.setOn)} />],
          ['custodian', t('marker.custodian'), <Known key="" data value={marker.custodian} />],
          ['state', t('marker.state'), <StateValue key="" state={marker.state} />],
          ['stateAsOf', t('marker.stateAsOf'), <Known key="" value={date(marker.stateAsOf)} />],
          ['note', t('marker.note'), marker.note ? <Data>{marker.note}</Data> : t('none')],
          ['asOfDate', t('record.asOfDate'), <Known key="" value={date(marker.asOfDate)} />],
          ['sourceDocument', t('record.source'), <Known key="" data value={marker.sourceDocument} />],
          ['version', t('record.version'), version === null ? t('none') : String(version)],
        ]}
      />
      <h3>{t('reference.title', { count: marker.references.length })}</h3>
      {marker.references.length < leastReferences && (
        <Alert type="warning" showIcon title={t('reference.tooFew', { least: leastReferences })} />
      )}
      <ReferenceSketch references={marker.references} />
      {precision === 'surveyed' && (
        <Button size="small" icon={<AimOutlined />} onClick={() => setResecting(true)}>
          {t('resection.open')}
        </Button>
      )}
      {resecting && (
        <Modal
          open
          width={720}
          footer={null}
          title={<TitledData title={t('resection.title')} data={marker.number} />}
          onCancel={() => setResecting(false)}
        >
          <Suspense fallback={<Loading rows={4} />}>
            <ResectionForm marker={marker} />
          </Suspense>
        </Modal>
      )}
      {marker.references.length > 0 && (
        <table className="boundary-table" data-testid="references">
          <thead>
            <tr>
              <th>{t('reference.number')}</th>
              <th>{t('reference.name')}</th>
              <th>{t('reference.azimuth')}</th>
              <th>{t('reference.distance')}</th>
            </tr>
          </thead>
          <tbody>
            {marker.references.map((reference, index) => (
              <tr key={index}>
                <td>{index + 1}</td>
                <td>
                  <Data>{reference.name}</Data>
                  {reference.note && (
                    <div className="quiet">
                      <Data>{reference.note}</Data>
                    </div>
                  )}
                </td>
                <td>
                  {reference.azimuthDeg === null ? withheld : `${formatNumber(reference.azimuthDeg, language, 2)}°`}
                </td>
                <td>{reference.distanceM === null ? withheld : metres(reference.distanceM, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h3>{t('photos.title', { count: marker.photos.length })}</h3>
      {mayAdd && <PhotoPicker onStored={(hashes) => addPhotos.mutateAsync(hashes).then(() => undefined)} />}
      {marker.photos.length === 0 || !mayWrite ? (
        <p className="quiet">{t(marker.photos.length === 0 ? 'photos.none' : 'photos.editors')}</p>
      ) : (
        <Image.PreviewGroup>
          <div className="boundary-photos">
            {marker.photos.map((sha256, index) => (
              <Image
                key={sha256}
                src={photoUrl(sha256)}
                alt={t('photos.alt', { number: index + 1 })}
                width={132}
                height={99}
              />
            ))}
          </div>
        </Image.PreviewGroup>
      )}
    </article>
  );
}
