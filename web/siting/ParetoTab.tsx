import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParetoAnswer, ParetoQuestion } from '../../server/siting/contract.ts';
import type { DivisionCollection } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
import { FrontPanel } from './front/FrontPanel.tsx';
import { missing, paretoBody, questionMark } from './question.ts';
import { SolveButton } from './question/SolveButton.tsx';
import { RunState } from './RunState.tsx';
import { SitingDesk, type Shown } from './SitingDesk.tsx';
import { useSitingView } from './siting-view.ts';
import { keptQuestion, useSolve } from './use-solve.ts';

/** 成本与覆盖: what more money brings, plan by plan. */
export function ParetoTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('siting');
  const [{ asOf }] = useView();
  const [{ ask, front, frontPoint }, change] = useSitingView();
  const lacking = missing(ask, 'pareto');
  const body = useMemo(() => (lacking === null ? paretoBody(ask, asOf) : null), [lacking, ask, asOf]);
  const solving = useSolve<ParetoAnswer>(front, (run) => change({ front: run, frontPoint: null }));
  const { answer, running } = solving;
  const asked = useMemo(() => keptQuestion(front) as ParetoQuestion | null, [front]) ?? body;
  const stale = front !== null && (body === null || questionMark(body) !== front.question);
  const plan = frontPoint === null ? null : (answer?.points[frontPoint]?.plan ?? null);
  const shown = useMemo<Shown>(
    () => ({
      plan: plan &&
        asked && {
          actions: plan.actions,
          service: null,
          minutes: asked.minutes,
          demandCountyIds: asked.demandCountyIds ?? [],
        },
      searched: [],
    }),
    [plan, asked],
  );
  return (
    <SitingDesk
      variant="pareto"
      counties={counties}
      shown={shown}
      running={running}
      action={
        <SolveButton
          missing={lacking}
          running={running}
          again={answer !== null && stale}
          onSolve={() => body && solving.start(body)}
        />
      }
      right={(desk) => (
        <RunState
          run={front}
          solving={solving}
          goal={null}
          timeLimitSeconds={asked?.timeLimitSeconds ?? ask.timeLimitSeconds}
          stale={stale}
          intro={t('intro.front')}
        >
          {(found) =>
            asked && (
              <FrontPanel answer={found} question={asked} ask={ask} chosen={frontPoint} desk={desk} onChange={change} />
            )
          }
        </RunState>
      )}
    />
  );
}
