import { newEntry, type EntryContent } from '../../../server/inspection/contract.ts';
import { outbox } from '../outbox/outbox.ts';
import type { Picture } from '../sync/outbox.ts';

/**
 * Appends to the file of a case by way of the outbox. What is kept is what the server would make of it, so that both hash
 * the same.
 * @param account whose word it is; null = whoever sends it
 */
export async function recordEntry(
  caseId: string,
  content: EntryContent,
  account: string | null,
  pictures: readonly Picture[] = [],
): Promise<void> {
  const entry = newEntry.parse({ key: crypto.randomUUID(), deviceTime: new Date().toISOString(), content });
  await (await outbox()).record({ kind: 'entry', caseId, entry }, account, pictures);
}
