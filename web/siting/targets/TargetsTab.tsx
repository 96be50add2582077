import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetsAnswer, TargetsQuestion } from '../../../server/siting/contract.ts';
import {
  useAreas,
  useBasemap,
  useDivisionGeometry,
  useIndicators,
  type DivisionCollection,
} from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView, type Camera } from '../../app/url-state.ts';
import { useEvent } from '../../coverage/use-event.ts';
import { Legend } from '../../map/Legend.tsx';
import { choropleth, suitableMode } from '../../map/layers/choropleth.ts';
import type { MapHandle } from '../../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../../map/SidePanel.tsx';
import type { Tip } from '../../map/tooltip.ts';
import { formatFigure } from '../../ui/format.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useActionLabel } from '../answer/Actions.tsx';
import type { Position } from '../geometry-text.ts';
import type { DrawnSite } from '../map/siting-layers.ts';
import { questionMark } from '../question.ts';
import { SolveButton } from '../question/SolveButton.tsx';
import { RunState } from '../RunState.tsx';
import type { DeskHandle } from '../SitingDesk.tsx';
import { markOfAction, positionOfAction } from '../shown-plan.ts';
import { keptQuestion, useSolve } from '../use-solve.ts';
import { TargetsForm } from './TargetsForm.tsx';
import { TargetsMap, type PointedTarget } from './TargetsMap.tsx';
import { plansOf, TargetsPanel } from './TargetsPanel.tsx';
import { choiceOf, lacksValue, targetsBody, useTargetsAsk, type TargetsAsk } from './targets-view.ts';
import './targets.css';

const noSites: readonly DrawnSite[] = [];
const noIds: readonly string[] = [];

/** What is to be given before there is a question. */
function lackingOf({ targets, actions }: TargetsAsk): 'none' | 'noValue' | 'noActions' | null {
  if (targets.length === 0) return 'none';
  if (targets.some(lacksValue)) return 'noValue';
  return actions.length === 0 ? 'noActions' : null;
}

/** 达标最短路径: the least that must be done to reach some targets at once. */
export default function TargetsTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation(['targets', 'siting']);
  const { t: fileText } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  const narrow = useNarrow();
  const [{ asOf, camera, level, mode }, changeView] = useView();
  const [ask, change] = useTargetsAsk();
  const actionLabel = useActionLabel();
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(!narrow);
  const [shownPlan, setShownPlan] = useState(0);
  const map = useRef<MapHandle | null>(null);

  const lacking = lackingOf(ask);
  const body = useMemo(() => (lacking === null ? targetsBody(ask, asOf) : null), [lacking, ask, asOf]);
  const solving = useSolve<TargetsAnswer>(ask.run, (run) => {
    setShownPlan(0);
    change({ run });
  });
  const { answer } = solving;
  const asked = useMemo(() => keptQuestion(ask.run) as TargetsQuestion | null, [ask.run]) ?? body;
  const stale = ask.run !== null && (body === null || questionMark(body) !== ask.run.question);
  const plans = useMemo(() => (answer ? plansOf(answer) : []), [answer]);
  const plan = plans[shownPlan] ?? plans[0];

  const first = ask.targets[0] ? choiceOf(ask.targets[0])?.indicator : undefined;
  const indicator = useIndicators(asOf).data?.results.find(({ id }) => id === first?.id) ?? null;
  const figures = useAreas(first?.id ?? null, level, asOf).data;
  const effectiveMode = first ? (mode ?? suitableMode(first.id, level)) : 'value';
  const coloured = useMemo(() => (figures ? choropleth(figures, effectiveMode) : null), [figures, effectiveMode]);

  const actions = useMemo(() => new Map((plan?.actions ?? []).map((action) => [action.id, action])), [plan]);
  const known = useMemo(
    () => new Map(plans.flatMap((each) => each.actions.map((action) => [action.id, action] as const))),
    [plans],
  );
  const sites = useMemo(
    (): readonly DrawnSite[] =>
      plan
        ? plan.actions.flatMap((action) => {
            const position = positionOfAction(action);
            return position ? [{ id: action.id, position, mark: markOfAction(action) }] : [];
          })
        : noSites,
    [plan],
  );
  const acted = useMemo(
    () =>
      plan ? [...new Set(plan.actions.flatMap(({ townshipId, countyId }) => townshipId ?? countyId ?? []))] : noIds,
    [plan],
  );

  const fly = (position: Position | null) =>
    position && map.current?.flyTo([...position], narrow ? drawerWidthPx.right : 0);
  const nameOf = (id: string) => {
    const action = known.get(id);
    return action ? `${actionLabel(action)} ${action.facilityName}` : id;
  };
  const desk: DeskHandle = {
    show: (_, position) => {
      if (narrow) setRightOpen(false);
      fly(position);
    },
    nameOf,
  };
  const tooltip = useEvent(({ type, id }: PointedTarget): Tip | null => {
    if (type === 'site') {
      const action = actions.get(id);
      return action ? { title: nameOf(id), lines: [text(action.reason)] } : null;
    }
    const area = coloured?.areas.get(id);
    if (!area || !indicator) return null;
    const value = area.value === null ? '—' : formatFigure(area.value, indicator.unit, language);
    return { title: area.name, lines: [`${text(indicator.name)} ${value}`] };
  });
  const onChoose = useEvent(({ type, id }: PointedTarget) => {
    const action = type === 'site' ? actions.get(id) : undefined;
    if (action) fly(positionOfAction(action));
  });
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  const onReady = useCallback((handle: MapHandle | null) => {
    map.current = handle;
  }, []);

  return (
    <div className="desk siting">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('siting:question.title')}>
        <div className="siting-left">
          <TargetsForm ask={ask} asOf={asOf} nameOf={nameOf} onChange={change} />
          <div className="siting-action">
            {lacking && <p className="siting-missing">{t(`form.${lacking}`)}</p>}
            <SolveButton
              missing={null}
              disabled={lacking !== null}
              running={solving.running}
              again={answer !== null && stale}
              onSolve={() => body && solving.start(body)}
            />
          </div>
        </div>
      </SidePanel>
      <section className="desk-map" aria-label={t('title')} data-sites={sites.length}>
        {!basemap.isPending && (
          <TargetsMap
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            choropleth={coloured}
            level={level}
            sites={sites}
            acted={acted}
            tooltip={tooltip}
            onCamera={onCamera}
            onChoose={onChoose}
            onReady={onReady}
          />
        )}
        <Legend indicator={indicator} choropleth={coloured} mode={effectiveMode} plain />
      </section>
      <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('siting:answer.title')}>
        <RunState
          run={ask.run}
          solving={solving}
          goal={null}
          timeLimitSeconds={asked?.timeLimitSeconds ?? ask.timeLimitSeconds}
          stale={stale}
          intro={t('intro')}
        >
          {(found) =>
            asked && (
              <TargetsPanel
                answer={found}
                question={asked}
                ask={ask}
                shown={shownPlan}
                desk={desk}
                fileWords={{ t: fileText, text, language, actionLabel, nameOf }}
                onShow={setShownPlan}
                onChange={change}
              />
            )
          }
        </RunState>
      </SidePanel>
    </div>
  );
}
