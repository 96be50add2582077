import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { WhatIfReport } from '../../server/coverage/contract.ts';
import { createFollower, type Follower } from './follower.ts';
import { askWhatIf, type Question } from './queries.ts';
import type { Edits } from './trial.ts';

interface Asked {
  question: Question;
  edits: Edits;
}

export interface WhatIf {
  /** The newest answer; while another is awaited, that of an earlier position. `null` where nothing is tried. */
  report: WhatIfReport | null;
  pending: boolean;
  error: unknown;
}

const nothing: WhatIf = { report: null, pending: false, error: null };

/** What the edits would change, kept close behind them while a facility is dragged. */
export function useWhatIf(question: Question, edits: Edits): WhatIf {
  const [state, setState] = useState(nothing);
  const follower = useRef<Follower<Asked>>(undefined);
  const newest = useRef<string>(undefined);
  useEffect(() => {
    const made = createFollower(
      ({ question, edits }: Asked, signal) => askWhatIf(question, edits, signal),
      (outcome) => {
        const pending = JSON.stringify(outcome.question) !== newest.current;
        // At once: figures that wait their turn behind the map's frames would lag behind the hand.
        flushSync(() => {
          if ('result' in outcome) setState({ report: outcome.result, pending, error: null });
          else setState((before) => ({ report: before.report, pending, error: outcome.error }));
        });
      },
    );
    follower.current = made;
    return () => made.stop();
  }, []);
  useEffect(() => {
    if (edits.length === 0) {
      follower.current!.stop();
      newest.current = undefined;
      setState(nothing);
      return;
    }
    const asked: Asked = { question, edits };
    const key = JSON.stringify(asked);
    // Letting go where the pointer last was asks the same again.
    if (key === newest.current) return;
    newest.current = key;
    setState((before) => (before.pending ? before : { ...before, pending: true }));
    follower.current!.follow(asked);
  }, [question, edits]);
  return state;
}
