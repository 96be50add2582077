import { useRef, useState } from 'react';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { sideOf, type Side } from '../../boundary/inspections/case-file.ts';
import { isSignature, pathOf, type Strokes } from '../../ui/signature.ts';
import { SignaturePad } from '../../ui/SignaturePad.tsx';
import type { FieldAccount } from '../app/session.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useWords } from '../app/words.ts';
import { recordEntry } from '../case/new-entry.ts';
import { outbox } from '../outbox/outbox.ts';
import { signableBy, type SignableRecord } from './records.ts';
import { Data } from '../../ui/Data.tsx';

/**
 * One side signs records, or notes its dissent. The phone may be handed to the other side: what is said then waits for that
 * side's account to sign in, since a server takes a signature from its own signer only.
 */
export function SignForm({
  file,
  records,
  account,
  titleOf,
}: {
  file: CaseFile;
  records: readonly SignableRecord[];
  account: FieldAccount | null | undefined;
  titleOf(record: SignableRecord): string;
}) {
  const { t } = useWords();
  const own = account?.username ?? null;
  const [side, setSide] = useState<Side>(sideOf(file.teams, own) ?? 'first');
  const [chosenSigner, setChosenSigner] = useState<string | null>(null);
  /** Records that were ticked or unticked by hand; at first those are ticked that were recorded here. */
  const [ticked, setTicked] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [strokes, setStrokes] = useState<Strokes>([]);
  const [words, setWords] = useState('');
  const [saved, setSaved] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  /** A second tap while the first is being stored is no second signature. */
  const busy = useRef(false);
  const members = file.teams.find((team) => team.side === side)?.members ?? [];
  const signer =
    chosenSigner ?? (own !== null && members.includes(own) ? own : members.length === 1 ? members[0]! : '');
  const open = signableBy(records, side).reverse();
  const isTicked = ({ key, place }: SignableRecord) => ticked.get(key) ?? place === 'device';
  const chosen = open.filter(isTicked);
  const turnTo = (next: Side) => {
    setSide(next);
    setChosenSigner(null);
    setStrokes([]);
    setSaved(null);
  };
  const act = (work: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setRefusal(null);
    setSaved(null);
    work()
      .then(() => setSaved(signer), setRefusal)
      .finally(() => (busy.current = false));
  };
  const sign = async () => {
    const signedAt = new Date((await (await outbox()).serverNow()) ?? Date.now()).toISOString();
    const of = chosen.map(({ key }) => key);
    const contentHashes = chosen.map(({ contentHash }) => contentHash!);
    await recordEntry(
      file.id,
      { kind: 'signature', of, contentHashes, side, drawing: pathOf(strokes), signedAt },
      signer,
    );
    setStrokes([]);
  };
  const dissent = async () => {
    for (const { key } of chosen) await recordEntry(file.id, { kind: 'dissent', of: key, side, words }, signer);
    setWords('');
  };
  return (
    <section className="card sign-form" data-side={side}>
      <h2>{t('sign.title')}</h2>
      <p className="small">{t('sign.meaning')}</p>
      <div className="row" role="group" aria-label={t('sign.side')}>
        {(['first', 'second'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={side === each} onClick={() => turnTo(each)}>
            {t(`sign.${each}`)} · <Data>{file.teams.find((team) => team.side === each)?.office}</Data>
          </button>
        ))}
      </div>
      {members.length === 0 ? (
        <p className="refusal">{t('sign.noMembers')}</p>
      ) : (
        <label>
          {t('sign.signer')}
          <select name="signer" value={signer} onChange={(event) => setChosenSigner(event.target.value)}>
            <option value="" disabled>
              {t('sign.choose')}
            </option>
            {members.map((member) => (
              <option key={member}>{member}</option>
            ))}
          </select>
        </label>
      )}
      {open.length === 0 && <p>{t('sign.nothing')}</p>}
      {open.map((record) => (
        <label key={record.key} className="check">
          <input
            type="checkbox"
            checked={isTicked(record)}
            onChange={({ target }) => setTicked(new Map(ticked).set(record.key, target.checked))}
          />
          <span>
            {titleOf(record)} <code title={record.contentHash!}>{record.contentHash!.slice(0, 12)}…</code>
          </span>
        </label>
      ))}
      {open.length > 0 && (
        <>
          <SignaturePad label={t('sign.pad')} strokes={strokes} onChange={setStrokes}>
            <span className="small">{t('sign.padHelp')}</span>
            <button type="button" disabled={strokes.length === 0} onClick={() => setStrokes([])}>
              {t('sign.clear')}
            </button>
          </SignaturePad>
          <button
            type="button"
            className="main"
            disabled={signer === '' || chosen.length === 0 || !isSignature(strokes)}
            onClick={() => act(sign)}
          >
            {t('sign.action', { count: chosen.length })}
          </button>
          <details>
            <summary>{t('sign.dissent')}</summary>
            <label>
              {t('sign.dissentWords')}
              <textarea
                name="dissent"
                rows={3}
                maxLength={2000}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
            </label>
            <button
              type="button"
              disabled={signer === '' || chosen.length === 0 || words.trim() === ''}
              onClick={() => act(dissent)}
            >
              {t('sign.dissentSave')}
            </button>
          </details>
        </>
      )}
      {saved !== null && <p role="status">{t('sign.saved', { account: saved })}</p>}
      <Refusal error={refusal} />
    </section>
  );
}
