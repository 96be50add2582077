import type { Text } from '../../gis-data/catalogue/index.ts';

/** Refusals of the network room, as a closed vocabulary. */
export type NetworkErrorCode =
  | 'not-pbf'
  | 'truncated'
  | 'no-ways'
  | 'no-usable-ways'
  | 'bad-elevation'
  | 'bad-name'
  | 'no-such-network'
  | 'not-a-network'
  | 'other-version'
  | 'wrong-checksum'
  | 'bad-value'
  | 'bad-table'
  | 'cancelled';

/** A refusal with a reason and what to do about it. The room knows no HTTP: its routes turn this into a problem document. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(
    readonly code: NetworkErrorCode,
    readonly text: Text,
  ) {
    super(text.en);
  }
}
