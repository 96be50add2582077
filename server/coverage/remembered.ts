import type { Network } from '../network/graph.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CoverageQuestion } from './contract.ts';
import { coverageOf, openCoverage, type Coverage, type LiveCoverage } from './coverage.ts';
import { questionKey } from './question.ts';

/** Coverages kept for one snapshot and network: a planner's questions and the indicators'. Some 0.6 MB each. */
const KEPT_QUESTIONS = 12;
/**
 * Coverages kept open for changes: those of the indicators and of a few planners' questions. Each keeps 16 bytes for
 * every node of its network: 3 MB on the demonstration network, 20 MB on one of 1.2 million nodes.
 */
const KEPT_OPEN = 8;

const known = new WeakMap<Snapshot, WeakMap<Network, Map<string, Coverage>>>();
const open: { snapshot: Snapshot; network: Network; key: string; live: LiveCoverage }[] = [];

/**
 * The coverage of a snapshot, computed once for a question. That of an overlay is brought up to date from its base's.
 */
export function coverageFor(snapshot: Snapshot, network: Network, question: CoverageQuestion): Coverage {
  const questions = questionsOf(snapshot, network);
  const key = questionKey(question);
  const coverage = questions.get(key) ?? compute(snapshot, network, question);
  keepLast(questions, key, coverage);
  return coverage;
}

function compute(snapshot: Snapshot, network: Network, question: CoverageQuestion): Coverage {
  if (snapshot.origin) return liveCoverage(snapshot.origin.base, network, question).after(snapshot);
  return coverageOf(snapshot, network, question);
}

/** The coverage of a snapshot, open for changes: the first call for a question searches the whole network. */
function liveCoverage(snapshot: Snapshot, network: Network, question: CoverageQuestion): LiveCoverage {
  const key = questionKey(question);
  const at = open.findIndex((o) => o.snapshot === snapshot && o.network === network && o.key === key);
  const entry = open.splice(at, at === -1 ? 0 : 1)[0] ?? {
    snapshot,
    network,
    key,
    live: openCoverage(snapshot, network, question),
  };
  open.push(entry);
  if (open.length > KEPT_OPEN) open.shift();
  keepLast(questionsOf(snapshot, network), key, entry.live.coverage);
  return entry.live;
}

function questionsOf(snapshot: Snapshot, network: Network): Map<string, Coverage> {
  const byNetwork = known.get(snapshot) ?? new WeakMap<Network, Map<string, Coverage>>();
  known.set(snapshot, byNetwork);
  const questions = byNetwork.get(network) ?? new Map<string, Coverage>();
  byNetwork.set(network, questions);
  return questions;
}

function keepLast(questions: Map<string, Coverage>, key: string, coverage: Coverage): void {
  questions.delete(key);
  questions.set(key, coverage);
  if (questions.size > KEPT_QUESTIONS) questions.delete(questions.keys().next().value!);
}
