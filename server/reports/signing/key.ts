import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** A key that signs: Ed25519 (RFC 8032). */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  createdAt: string;
}

/** A new private key in PKCS #8 DER form, base64. */
export function newPrivateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

/** The key in what `newPrivateKey` made. */
export function signingKeyOf(pkcs8: string, createdAt: string): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey), createdAt };
}

/** SubjectPublicKeyInfo in DER form. */
export const publicDer = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

export const publicPem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();

/** SHA-256 of the public key in DER form, hexadecimal: short enough to read out over the telephone. */
export const fingerprintOf = (key: KeyObject): string => createHash('sha256').update(publicDer(key)).digest('hex');

/**
 * A public key from SPKI, as PEM text or DER bytes.
 * @returns null when it is no Ed25519 public key; a private key is refused too, because nobody should hand one out
 */
export function readPublicKey(key: string | Buffer): KeyObject | null {
  if (typeof key === 'string' && key.includes('PRIVATE KEY')) return null;
  try {
    const read = createPublicKey(typeof key === 'string' ? key : { key, format: 'der', type: 'spki' });
    return read.asymmetricKeyType === 'ed25519' ? read : null;
  } catch {
    return null;
  }
}

export const signText = (text: string, { privateKey }: SigningKey): string =>
  sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64');

export const isSignatureOf = (signature: string, text: string, publicKey: KeyObject): boolean =>
  verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
