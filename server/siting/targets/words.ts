import {
  indicatorDefinition,
  planningActions,
  reopeningLabel,
  text,
  type Text,
} from '../../../gis-data/catalogue/index.ts';
import { listing, sentences } from '../../indicators/evidence.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { amountOf, type Action, type Chosen } from './action.ts';
import type { Candidate, TargetAction } from './candidates/candidate.ts';

export function actionLabel(action: TargetAction): Text {
  return planningActions.find(({ id }) => id === action)?.label ?? reopeningLabel;
}

/** An action in words, as one says what a plan does. */
export function actionInWords(snapshot: Snapshot, candidate: Candidate): Text {
  const { name } = candidate.apply(snapshot.records.facility.get(candidate.facilityId) ?? null, candidate.most ?? 1);
  const done = candidate.needs.map(actionLabel);
  const label = text(done.map(({ zh }) => zh).join('、'), listing(done).en);
  return text(`${label.zh}:${name}`, `${label.en}: ${name}`);
}

/** Units named in a reason; more are counted. */
const UNITS_NAMED = 3;

/** What an action brings: the units that come to hold, in the words of their own evidence, or whose figures rise. */
export function reasonOf({ action, amount }: Chosen): Text {
  const named = action.proven.slice(0, UNITS_NAMED).map(({ indicatorId, row }) => {
    const { name } = indicatorDefinition(indicatorId);
    const unit = row.unitType === 'facility' ? '' : row.unitName;
    return text(
      `${name.zh}:${unit}${unit && ','}${row.reason.zh}`,
      `${name.en}: ${unit}${unit && ', '}${row.reason.en}`,
    );
  });
  const more = action.proven.length - named.length;
  if (more > 0) named.push(text(`另有 ${more} 个单位达到要求`, `${more} more units come to hold`));
  return named.length > 0 && action.most === 1 ? sentences(named) : risingFigures(action, amount);
}

function risingFigures(action: Action, amount: number): Text {
  const names = [...new Set([...action.changes.keys()].map((row) => row.split(' ', 1)[0]!))].map(
    (id) => indicatorDefinition(id).name,
  );
  const figures = text(names.map(({ zh }) => zh).join('、'), names.map(({ en }) => en).join(', '));
  if (action.candidate.most === null) return text(`提高:${figures.zh}`, `Raises: ${figures.en}`);
  const beds = amountOf(action, amount);
  return text(`${beds} 张床位,提高:${figures.zh}`, `${beds} beds, which raise: ${figures.en}`);
}
