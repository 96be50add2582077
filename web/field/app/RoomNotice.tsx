import { useEffect, useState } from 'react';
import { database } from '../store/database.ts';
import { roomNow, type Room } from '../store/room.ts';
import { useLive } from './use-live.ts';
import { bytesText, useWords } from './words.ts';

const askEveryMs = 60_000;

/** Warns well before the storage is full; other programs fill it too, so it is asked again from time to time. */
export function RoomNotice() {
  const { t } = useWords();
  const [room, setRoom] = useState<Room | null>(null);
  const photos = useLive(() => database.outboxPhotos.count(), []);
  const items = useLive(() => database.outboxItems.count(), []);
  useEffect(() => {
    const ask = () => void roomNow().then(setRoom);
    ask();
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [photos, items]);
  if (!room?.isLow) return null;
  return (
    <p className="notice" role="alert" data-testid="room-low">
      {t('room.low', { left: bytesText(room.leftBytes) })}
    </p>
  );
}
