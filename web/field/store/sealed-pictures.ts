/**
 * Pictures lie on the phone encrypted (AES-GCM, 256 bits), each with an initial vector of its own and bound to its hash.
 *
 * The key belongs to an account on this device: the browser makes it, keeps it in its database and gives its bytes to nobody, so
 * files copied off the phone, or out of a backup, open nowhere else. It asks for no passphrase, on purpose. A picture has to be
 * sealed at any moment, with gloves on, after a crash, and sent while nobody looks; and a passphrase forgotten on the mountain
 * would be the loss of the only copy. Against whoever holds the phone itself, the lock of the phone is what protects.
 */
import type { EntityTable } from 'dexie';

export interface DeviceKey {
  /** The account, or `device` while nobody has signed in. */
  id: string;
  key: CryptoKey;
}

/** A picture as it is kept. Plain only where the browser cannot encrypt, or as an older program left it. */
export type KeptPicture = { plain: Uint8Array } | { sealed: ArrayBuffer; iv: Uint8Array; keyId: string };

export type KeyTable = EntityTable<DeviceKey, 'id'>;

/** Why a sealed picture cannot be read; it stays where it is. */
export type Unreadable = 'keyLost' | 'damaged';

export const canSeal = (): boolean => typeof globalThis.crypto?.subtle?.encrypt === 'function';

const bound = (sha256: string) => new TextEncoder().encode(sha256);

/** The key of an account, made when there is none; two tabs that ask at once get the same one. */
async function keyOf(keys: KeyTable, id: string): Promise<CryptoKey> {
  const known = await keys.get(id);
  if (known) return known.key;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return keys.db.transaction('rw', keys, async () => {
    const first = await keys.get(id);
    if (first) return first.key;
    await keys.put({ id, key: made });
    return made;
  });
}

/** Seals a picture with the key of an account; plain where this browser cannot encrypt or keep a key. */
export async function sealPicture(
  keys: KeyTable,
  keyId: string,
  sha256: string,
  content: Uint8Array,
): Promise<KeptPicture> {
  const key = canSeal() ? await keyOf(keys, keyId).catch(isNoKeyStore) : null;
  if (!key) return { plain: content };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: 'AES-GCM', iv, additionalData: bound(sha256) };
  return { sealed: await crypto.subtle.encrypt(how, key, content as Uint8Array<ArrayBuffer>), iv, keyId };
}

/** Some private windows keep no keys: then pictures stay plain, which the user is told. Other errors are errors. */
function isNoKeyStore(error: unknown): null {
  if (error instanceof Error && error.name === 'DataCloneError') return null;
  throw error;
}

/** The picture's bytes, or why there are none. Never changes what is kept. */
export async function openPicture(keys: KeyTable, sha256: string, kept: KeptPicture): Promise<Uint8Array | Unreadable> {
  if ('plain' in kept) return kept.plain;
  const known = await keys.get(kept.keyId);
  if (!known) return 'keyLost';
  try {
    const how = { name: 'AES-GCM', iv: kept.iv as Uint8Array<ArrayBuffer>, additionalData: bound(sha256) };
    return new Uint8Array(await crypto.subtle.decrypt(how, known.key, kept.sealed));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return 'damaged';
    throw error;
  }
}
