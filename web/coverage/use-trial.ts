import { useMemo, useReducer, useState } from 'react';
import { editsOf, emptyTrial, trialReducer, type Edits } from './trial.ts';

/** What is tried, what is being dragged, and the ways to change either. */
export function useTrial() {
  const [trial, dispatch] = useReducer(trialReducer, emptyTrial);
  const [dragged, setDragged] = useState<Edits | null>(null);
  const edits = editsOf(trial);
  const actions = useMemo(
    () => ({
      set: (next: Edits) => {
        setDragged(null);
        dispatch({ type: 'set', edits: next });
      },
      drag: setDragged,
      undo: () => dispatch({ type: 'undo' }),
      reset: () => dispatch({ type: 'reset' }),
    }),
    [],
  );
  return { edits, shown: dragged ?? edits, dragging: dragged !== null, canUndo: trial.steps.length > 1, ...actions };
}
