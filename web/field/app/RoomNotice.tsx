import { useEffect, useState } from 'react';
import { database } from '../store/database.ts';
import { isRoomLow } from '../store/room.ts';
import { useLive } from './use-live.ts';
import { useWords } from './words.ts';

const askEveryMs = 60_000;

/** Warns before the storage is full; other programs fill it too, so it is asked again from time to time. */
export function RoomNotice() {
  const { t } = useWords();
  const [isLow, setLow] = useState(false);
  const photos = useLive(() => database.outboxPhotos.count(), []);
  const items = useLive(() => database.outboxItems.count(), []);
  useEffect(() => {
    const ask = () => void isRoomLow().then(setLow, () => setLow(true));
    ask();
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [photos, items]);
  if (!isLow) return null;
  return (
    <p className="notice" role="alert" data-testid="room-low">
      {t('room.low')}
    </p>
  );
}
