import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { GeometryFinding } from '../contract.ts';
import { geometryFindings } from './findings.ts';

const assessments = new WeakMap<Snapshot, readonly GeometryFinding[]>();

/** The findings on a snapshot, places as surveyed; computed when first asked for, and kept as long as the snapshot. */
export function assessGeometry(snapshot: Snapshot): readonly GeometryFinding[] {
  const known = assessments.get(snapshot);
  if (known) return known;
  const { division, boundaryLine, boundaryMarker } = snapshot.records;
  const findings = geometryFindings({ lines: boundaryLine, markers: boundaryMarker, divisions: division });
  assessments.set(snapshot, findings);
  return findings;
}
