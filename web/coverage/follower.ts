export interface Follower<Question> {
  /** Asks, or waits for the answer under way; of several that wait only the newest is asked. */
  follow(question: Question): void;
  /** Drops what waits and ends what is under way; its answer is not reported. */
  stop(): void;
}

/**
 * Keeps answers as close behind a moving question as the server can answer: one request at a time, and after it the
 * newest question. A request that has been sent is let finish, so that something is shown while the pointer never rests.
 */
export function createFollower<Question, Result>(
  ask: (question: Question, signal: AbortSignal) => Promise<Result>,
  report: (outcome: { question: Question; result: Result } | { question: Question; error: unknown }) => void,
): Follower<Question> {
  let running: AbortController | null = null;
  let waiting: { question: Question } | null = null;

  async function run(question: Question): Promise<void> {
    const own = new AbortController();
    running = own;
    try {
      const result = await ask(question, own.signal);
      if (!own.signal.aborted) report({ question, result });
    } catch (error) {
      if (!own.signal.aborted) report({ question, error });
    }
    if (running !== own) return;
    running = null;
    const next = waiting;
    waiting = null;
    if (next) void run(next.question);
  }

  return {
    follow(question) {
      if (running) waiting = { question };
      else void run(question);
    },
    stop() {
      waiting = null;
      running?.abort();
      running = null;
    },
  };
}
