import { useEffect, useState } from 'react';
import { useLive } from '../app/use-live.ts';
import { useWords } from '../app/words.ts';
import { database } from '../store/database.ts';
import { openPicture } from '../store/sealed-pictures.ts';

type Shown = { hash: string; blob: Blob } | { hash: string; trouble: 'photoLacking' | 'photoUnreadable' };

async function shownOf(hash: string): Promise<Shown> {
  const stored = await database.photos.get(hash);
  if (!stored) return { hash, trouble: 'photoLacking' };
  const content = await openPicture(database.keys, hash, stored.kept);
  if (!(content instanceof Uint8Array)) return { hash, trouble: 'photoUnreadable' };
  return { hash, blob: new Blob([content as Uint8Array<ArrayBuffer>]) };
}

/** Photos of the register that were taken along, decrypted while they are shown. */
export function MarkerPhotos({ hashes }: { hashes: readonly string[] }) {
  const { t } = useWords();
  const key = hashes.join();
  const photos = useLive(() => Promise.all(hashes.map(shownOf)), [key]);
  if (!photos?.length) return null;
  return (
    <div className="card marker-photos">
      {photos.map((photo, i) =>
        'blob' in photo ? (
          <Picture key={photo.hash} blob={photo.blob} label={t('map.photo', { n: i + 1 })} />
        ) : (
          <p key={photo.hash} className="small">
            {t(`map.${photo.trouble}`, { n: i + 1 })}
          </p>
        ),
      )}
    </div>
  );
}

function Picture({ blob, label }: { blob: Blob; label: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url ? <img src={url} alt={label} /> : null;
}
