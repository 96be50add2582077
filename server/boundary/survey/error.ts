import type { Text } from '../../../gis-data/catalogue/index.ts';

/** Refusals of the survey computations, as a closed vocabulary. */
export type SurveyErrorCode =
  | 'badPosition'
  | 'badAzimuth'
  | 'badDistance'
  | 'badSigma'
  | 'tooFewObjects'
  | 'singular'
  | 'ambiguous'
  | 'noReadings'
  | 'noAccuracy'
  | 'scattered';

/**
 * A refusal with the field at fault, a reason and what to do. The same code runs on the server and on the phone, so it
 * knows neither HTTP nor forms: whoever asks turns this into a problem document or a message beside the field.
 */
export class SurveyError extends Error {
  override readonly name = 'SurveyError';

  constructor(
    readonly code: SurveyErrorCode,
    /** Path of the value at fault, as `references.1.azimuthDeg`. */
    readonly field: string,
    readonly text: Text,
  ) {
    super(text.en);
  }
}
