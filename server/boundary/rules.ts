/** What the boundary room decides about its records. */
export { lineRules } from './line-rules.ts';
export { markerRules } from './marker-rules.ts';
export { countiesOfLine, countiesOfMarker, maySeePrecisely } from './visibility.ts';
