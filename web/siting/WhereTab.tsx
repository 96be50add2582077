import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingPartial, WhereAnswer, WhereQuestion } from '../../server/siting/contract.ts';
import type { DivisionCollection } from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
import { WherePanel } from './answer/WherePanel.tsx';
import type { Position } from './geometry-text.ts';
import { missing, questionMark, whereBody } from './question.ts';
import { SolveButton } from './question/SolveButton.tsx';
import { RunState } from './RunState.tsx';
import { serviceOf } from './shown-plan.ts';
import { SitingDesk, type Shown } from './SitingDesk.tsx';
import { useSitingView, type Goal } from './siting-view.ts';
import { keptQuestion, useSolve } from './use-solve.ts';

/** Sites of the best plan so far that have a place. */
const searchedSites = (partial: SitingPartial | undefined): Shown['searched'] =>
  (partial?.sites ?? []).flatMap(({ id, at }) => (at ? [{ id, position: at.coordinates as Position }] : []));

/** 再建在哪: where the next facilities go, with the proof of how good the plan is. */
export function WhereTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('siting');
  const [{ asOf }] = useView();
  const [{ ask, where }, change] = useSitingView();
  const lacking = missing(ask, 'where');
  const body = useMemo(() => (lacking === null ? whereBody(ask, asOf) : null), [lacking, ask, asOf]);
  const solving = useSolve<WhereAnswer>(where, (run) => change({ where: run }));
  const { answer, told, running } = solving;
  const asked = useMemo(() => keptQuestion(where) as WhereQuestion | null, [where]) ?? body;
  const stale = where !== null && (body === null || questionMark(body) !== where.question);

  const shown = useMemo<Shown>(() => {
    const plan = answer?.plan && asked ? answer.plan : null;
    return {
      plan: plan && {
        actions: plan.actions,
        service: serviceOf(answer!.served),
        minutes: asked!.minutes,
        demandCountyIds: asked!.demandCountyIds ?? [],
      },
      searched: plan ? [] : searchedSites(told.at(-1)),
    };
  }, [answer, asked, told]);

  return (
    <SitingDesk
      variant="where"
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
          run={where}
          solving={solving}
          goal={(asked?.objective as Goal | undefined) ?? ask.goal}
          timeLimitSeconds={asked?.timeLimitSeconds ?? ask.timeLimitSeconds}
          stale={stale}
          intro={t('intro.where')}
        >
          {(found) => asked && <WherePanel answer={found} question={asked} ask={ask} desk={desk} onChange={change} />}
        </RunState>
      )}
    />
  );
}
