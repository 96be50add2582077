import { Button, InputNumber } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Position } from './trial.ts';

/** Decimals of a degree shown: about a metre. */
const precision = 5;

/** Longitude and latitude typed in, for those who do not drag; in the map's own system. */
export function CoordinateFields({
  position,
  action,
  onSubmit,
}: {
  position: Position | null;
  action: string;
  onSubmit(position: Position): void;
}) {
  const { t } = useTranslation('coverage');
  const [longitude, setLongitude] = useState<number | null>(position?.[0] ?? null);
  const [latitude, setLatitude] = useState<number | null>(position?.[1] ?? null);
  const [shownLongitude, shownLatitude] = position ?? [null, null];
  useEffect(() => {
    setLongitude(shownLongitude);
    setLatitude(shownLatitude);
  }, [shownLongitude, shownLatitude]);
  const complete = longitude !== null && latitude !== null;
  return (
    <div className="coordinate-fields">
      <InputNumber<number>
        size="small"
        aria-label={t('tryOut.longitude')}
        placeholder={t('tryOut.longitude')}
        value={longitude}
        min={-180}
        max={180}
        precision={precision}
        controls={false}
        onChange={setLongitude}
      />
      <InputNumber<number>
        size="small"
        aria-label={t('tryOut.latitude')}
        placeholder={t('tryOut.latitude')}
        value={latitude}
        min={-90}
        max={90}
        precision={precision}
        controls={false}
        onChange={setLatitude}
      />
      <Button size="small" disabled={!complete} onClick={() => complete && onSubmit([longitude, latitude])}>
        {action}
      </Button>
      <span className="quiet">EPSG:4490</span>
    </div>
  );
}
