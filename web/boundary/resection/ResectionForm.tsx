import { Alert, Button, InputNumber } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Text } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { SurveyError } from '../../../server/boundary/survey/error.ts';
import { defaultSigmas, resect, type Resection } from '../../../server/boundary/survey/resection.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Facts } from '../Fields.tsx';

/** What was observed of one reference object from where the marker stood. */
interface Sight {
  azimuthDeg: number | null;
  distanceM: number | null;
}

type Outcome = { found: Resection } | { refused: Text } | null;

/** Restored position of a marker from its reference objects. */
export default function ResectionForm({
  marker,
  onUse,
}: {
  marker: Pick<BoundaryMarkerItem, 'references' | 'position'>;
  /** Takes the result over; absent: it is only shown. */
  onUse?(found: Resection): void;
}) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const [sights, setSights] = useState<readonly Sight[]>(() =>
    marker.references.map(() => ({ azimuthDeg: null, distanceM: null })),
  );
  const [outcome, objects] = useMemo(() => {
    const objects = marker.references.map(({ name, position }, i) => ({
      name,
      position: position?.coordinates ?? null,
      ...sights[i]!,
    }));
    return [outcomeOf(objects, marker.position?.coordinates ?? null), objects] as const;
  }, [marker, sights]);
  const set = (index: number, change: Partial<Sight>) =>
    setSights((old) => old.map((sight, i) => (i === index ? { ...sight, ...change } : sight)));
  return (
    <div className="resection" data-testid="resection">
      <p className="quiet">{t('resection.help', { ...defaultSigmas })}</p>
      <table className="boundary-table">
        <thead>
          <tr>
            <th>{t('reference.name')}</th>
            <th>{t('resection.azimuth')}</th>
            <th>{t('resection.distance')}</th>
          </tr>
        </thead>
        <tbody>
          {marker.references.map(({ name, position }, i) => (
            <tr key={i} data-object={i}>
              <td>
                <Data>{name}</Data>
                {position === null && <div className="quiet">{t('resection.noPosition')}</div>}
              </td>
              <td>
                <Observation
                  label={t('resection.azimuthOf', { name })}
                  disabled={position === null}
                  value={sights[i]!.azimuthDeg}
                  onChange={(azimuthDeg) => set(i, { azimuthDeg })}
                />
              </td>
              <td>
                <Observation
                  label={t('resection.distanceOf', { name })}
                  disabled={position === null}
                  value={sights[i]!.distanceM}
                  onChange={(distanceM) => set(i, { distanceM })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {outcome && 'refused' in outcome && <Alert type="warning" showIcon title={text(outcome.refused)} />}
      {outcome && 'found' in outcome && (
        <>
          <Found found={outcome.found} names={objects.map(({ name }) => name)} />
          {onUse && (
            <Button type="primary" onClick={() => onUse(outcome.found)}>
              {t('resection.use')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function outcomeOf(objects: Parameters<typeof resect>[0], registered: readonly number[] | null): Outcome {
  if (objects.every(({ azimuthDeg, distanceM }) => azimuthDeg === null && distanceM === null)) return null;
  try {
    return { found: resect(objects, registered) };
  } catch (error) {
    if (error instanceof SurveyError) return { refused: error.text };
    throw error;
  }
}

function Observation({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string;
  value: number | null;
  disabled: boolean;
  onChange(value: number | null): void;
}) {
  return (
    <InputNumber<number>
      size="small"
      aria-label={label}
      controls={false}
      disabled={disabled}
      value={value}
      onChange={(entered) => onChange(entered ?? null)}
    />
  );
}

/** To three digits, and zero without a sign. */
const shown = (value: number) => Number(value.toFixed(3)) || 0;

/** The position with its error ellipse, and what each observation says against it. */
function Found({ found, names }: { found: Resection; names: readonly string[] }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const { position, sigmaM, ellipse, residuals, redundancy, consistent, suspect, chosenByRegistered } = found;
  const metres = (value: number) => t('metres', { metres: formatNumber(value, language, 3) });
  const degrees = (value: number) => `${formatNumber(value, language, 2)}°`;
  return (
    <div data-testid="resection-found">
      <Facts
        title={t('resection.result')}
        rows={[
          [
            'position',
            t('marker.position'),
            <Data key="">
              {position[1].toFixed(8)}°, {position[0].toFixed(8)}°
            </Data>,
          ],
          ['sigmaM', t('marker.sigma'), metres(sigmaM)],
          [
            'ellipse',
            t('resection.ellipse'),
            t('resection.ellipseOf', {
              major: metres(ellipse.semiMajorM * ellipse.scale95),
              minor: metres(ellipse.semiMinorM * ellipse.scale95),
              orientation: degrees(ellipse.orientationDeg),
            }),
          ],
          ['redundancy', t('resection.redundancy'), String(redundancy)],
        ]}
      />
      {redundancy === 0 && <Alert type="warning" showIcon title={t('resection.unchecked')} />}
      {consistent === false && <Alert type="warning" showIcon title={t('resection.inconsistent')} />}
      {chosenByRegistered && <Alert type="info" showIcon title={t('resection.chosen')} />}
      <table className="boundary-table" data-testid="residuals">
        <thead>
          <tr>
            <th>{t('reference.name')}</th>
            <th>{t('resection.observed')}</th>
            <th>{t('resection.residual')}</th>
            <th>{t('resection.residualM')}</th>
          </tr>
        </thead>
        <tbody>
          {residuals.map(({ object, kind, observed, residual, residualM }, i) => (
            <tr key={i} data-suspect={i === suspect}>
              <td>
                <Data>{names[object]}</Data>
                {i === suspect && <strong className="resection-suspect"> {t('resection.suspect')}</strong>}
              </td>
              <td>
                {t(`reference.${kind}`)} {kind === 'azimuth' ? degrees(observed) : metres(observed)}
              </td>
              <td>{kind === 'azimuth' ? `${formatNumber(shown(residual), language, 3)}°` : metres(shown(residual))}</td>
              <td>{metres(shown(residualM))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
