import type { Network } from '../../network/graph.ts';
import type { Snapshot, Truth } from '../../snapshot/snapshot.ts';
import { figuresOf, layoutOf, WHOLE } from '../areas.ts';
import { comparedSpeedsMps, type CoverageQuestion, type PeopleFigure, type SensitivityReport } from '../contract.ts';
import type { Coverage } from '../coverage.ts';

export type Sensitivity = Omit<SensitivityReport, 'snapshot' | 'asOf' | 'network' | 'question' | 'demo'>;

/** The asked minutes and a third less and more: 10, 15 and 20 for the 15-minute circle. */
const partsOfMinutes = [2 / 3, 1, 4 / 3];

/**
 * Covered shares at other minutes and at 0.6, 0.8 and 1.0 m/s, and the townships whose verdict depends on them. On a
 * driving network, which has its own speeds, only the minutes differ.
 *
 * @param share of a township's 60+ from which it counts as covered
 * @param coverageAt answers a question on the snapshot and network
 */
export function sensitivityOf(
  snapshot: Snapshot,
  network: Network,
  question: CoverageQuestion,
  share: number,
  coverageAt: (question: CoverageQuestion) => Coverage,
): Sensitivity {
  const layout = layoutOf(snapshot.divisions);
  const grid = partsOfMinutes.flatMap((part) => {
    const minutes = Math.round(question.minutes * part * 100) / 100;
    return columnsOf(coverageAt({ ...question, minutes }), minutes, network.header.profile === 'walk');
  });
  const figures = (area: number) => grid.map(({ figureOf }) => figureOf(area));
  return {
    share,
    columns: grid.map(({ minutes, speedMps }) => ({ minutes, speedMps })),
    total: figures(WHOLE),
    townships: layout.townships.map((area) => {
      const row = layout.rows[area]!;
      const values = figures(area);
      const verdicts = values.map((figure) => verdictOf(figure, share));
      return {
        divisionId: snapshot.divisions.ids[row]!,
        name: snapshot.divisions.bodies[row]!.name,
        countyId: snapshot.divisions.ids[snapshot.divisions.county[row]!] ?? null,
        values: values.map((figure) => figure.value),
        verdicts,
        flips: verdicts.includes('yes') && verdicts.includes('no'),
      };
    }),
  };
}

interface Column {
  minutes: number;
  speedMps: number;
  figureOf(area: number): PeopleFigure;
}

/** The columns that one coverage answers: its compared speeds, or on a driving network itself. */
function columnsOf(coverage: Coverage, minutes: number, walking: boolean): Column[] {
  const { sums, layout, snapshot, question } = coverage;
  const speeds = walking ? comparedSpeedsMps : [question.speedMps];
  return speeds.map((speedMps, i) => ({
    minutes,
    speedMps,
    figureOf: (area) => {
      const figures = figuresOf(sums, layout, snapshot.divisions, area, walking ? speeds.length : 0);
      return walking ? figures.atSpeeds60[i]! : figures.population60;
    },
  }));
}

/** Whether the share is reached, however the unknowns turn out. A point without a count may tip any share. */
export function verdictOf({ lower, upper, pointsWithoutCount }: PeopleFigure, share: number): Truth {
  if (lower === null || upper === null || pointsWithoutCount > 0) return 'unknown';
  if (lower >= share) return 'yes';
  return upper < share ? 'no' : 'unknown';
}
