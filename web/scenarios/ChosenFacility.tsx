import { useState } from 'react';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type { Effect } from '../../server/registry/contract.ts';
import type { ScenarioChange, ScenarioDetail } from '../../server/scenarios/contract.ts';
import { useFacilityDetail } from '../facilities/queries.ts';
import { Answer } from '../ui/states.tsx';
import { addFunction, close } from './facility-changes.ts';
import { FacilityCard } from './FacilityCard.tsx';
import { FacilityDrawer } from './FacilityDrawer.tsx';

interface ChosenFacilityProps {
  id: string;
  scenario: ScenarioDetail;
  /** What the scenario does to the facility; absent where it leaves it alone. */
  effect: Effect | undefined;
  editable: boolean;
  moving: boolean;
  busy: boolean;
  onChange(change: ScenarioChange): Promise<unknown>;
  onMove(body: FacilityBody): void;
  onClose(): void;
}

/** The chosen facility as the scenario leaves it, and what can be done to it there. */
export function ChosenFacility(props: ChosenFacilityProps) {
  const { effect } = props;
  if (!effect) return <RegisteredFacility {...props} />;
  return <Facility {...props} body={effect.after as FacilityBody | null} />;
}

function RegisteredFacility(props: ChosenFacilityProps) {
  return (
    <Answer query={useFacilityDetail(props.id, null)} rows={2}>
      {({ body }) => <Facility {...props} body={body} />}
    </Answer>
  );
}

function Facility({
  body,
  id,
  scenario,
  editable,
  moving,
  busy,
  onChange,
  onMove,
  onClose,
}: ChosenFacilityProps & { body: FacilityBody | null }) {
  const [editing, setEditing] = useState(false);
  const add = (change: ScenarioChange) => void onChange(change).catch(() => undefined);
  return (
    <>
      <FacilityCard
        body={body}
        editable={editable}
        moving={moving}
        busy={busy}
        onMove={() => body && onMove(body)}
        onAddFunction={(functionId) => add(addFunction(id, functionId))}
        onEdit={() => setEditing(true)}
        onEnd={() => add(close(id, scenario.effectiveFrom))}
        onClose={onClose}
      />
      {editing && body && (
        <FacilityDrawer
          scenario={scenario}
          start={{ name: 'edit', id, body }}
          onChange={onChange}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}
