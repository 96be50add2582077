import type {
  KnownAnswer,
  KnownRequest,
  PhotoCompletion,
  PhotoState,
  SyncAnswer,
  SyncItem,
} from '../../../server/field-sync/contract.ts';

/** The server as the outbox sees it. Every call may throw `LinkDown` or `Refused`. */
export interface Transport {
  /** Account that the server takes what is sent from; null = signed out. Absent where a program has one account only. */
  account?(): Promise<string | null>;
  sync(deviceId: string, items: readonly SyncItem[]): Promise<SyncAnswer>;
  known(request: KnownRequest): Promise<KnownAnswer>;
  photoState(sha256: string): Promise<PhotoState>;
  /** @param hash SHA-256 of the chunk */
  putChunk(sha256: string, index: number, hash: string, chunk: Uint8Array): Promise<PhotoState>;
  completePhoto(sha256: string, completion: PhotoCompletion): Promise<PhotoState>;
}

/** No answer, or one that says to come again later. */
export class LinkDown extends Error {
  override readonly name = 'LinkDown';
}

/** The server answered and did not want it. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
