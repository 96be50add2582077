import { NetworkError } from '../network/error.ts';
import { Problem, problems } from '../registry/problem.ts';

/**
 * Translates a refusal of the network room, which knows no HTTP, into a problem.
 * @returns null when the error is another one
 */
export function networkProblem(error: unknown): Problem | null {
  if (!(error instanceof NetworkError)) return null;
  const { code, text } = error;
  switch (code) {
    case 'no-such-network':
      return new Problem(code, 404, { zh: '未找到路网', en: 'No such network' }, text);
    case 'not-a-network':
    case 'other-version':
    case 'wrong-checksum':
    case 'cancelled':
      return problems.unavailable(text);
    default:
      return problems.invalid([{ code, message: text }], text);
  }
}
