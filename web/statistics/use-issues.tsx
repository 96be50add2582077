import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { statisticEntry } from '../../gis-data/catalogue/index.ts';
import type { Finding } from '../../server/registry/contract.ts';
import type { StatisticCell } from '../../server/statistics/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import {
  amountsOf,
  cellKey,
  isStale,
  partsOf,
  rebased,
  recordIdOf,
  without,
  type Edit,
  type Edits,
  type Part,
} from './entries.ts';
import type { Issue } from './Issues.tsx';
import { isAboutSet, type Check } from './queries.ts';

/** Everything to say of the edits: what cannot be read, what someone else changed, and what the server's rules find. */
export function useIssues(
  edits: Edits,
  cells: ReadonlyMap<string, StatisticCell>,
  check: Check | null,
  setEdits: (change: (edits: Edits) => Edits) => void,
): Issue[] {
  const { t } = useTranslation('statistics');
  const text = useText();
  const unread = [...edits.values()].flatMap((edit) =>
    amountsOf(edit).errors.map(({ part, error }): Issue => ({
      severity: 'block',
      edit,
      part,
      message: t(`error_${error}`, { typed: edit.typed[part] }),
    })),
  );
  const stale = [...edits.values()]
    .filter((edit) => isStale(edit, cells.get(cellKey(edit))))
    .map((edit): Issue => {
      const figure = cells.get(cellKey(edit))?.figure ?? null;
      return {
        severity: 'block',
        edit,
        part: null,
        message: t('stale', {
          theirs: figure ? inWords(edit, figure, t('unknown')) : t('none'),
          mine: inWords(edit, amountsOf(edit).amounts, t('unknown')),
        }),
        actions: (
          <>
            <Button size="small" onClick={() => setEdits((known) => rebased(known, edit, figure))}>
              {t('staleMine')}
            </Button>
            <Button size="small" onClick={() => setEdits((known) => without(known, [cellKey(edit)]))}>
              {t('staleTheirs')}
            </Button>
          </>
        ),
      };
    });
  return [...unread, ...stale, ...foundIssues(edits, cells, check, text)];
}

const inWords = (edit: Edit, amounts: Record<Part, number | null>, unknown: string) =>
  partsOf(statisticEntry(edit.indicatorId)!)
    .map((part) => amounts[part] ?? unknown)
    .join(' / ');

const parts: ReadonlySet<string | null> = new Set(['numerator', 'denominator', 'value']);

function foundIssues(
  edits: Edits,
  cells: ReadonlyMap<string, StatisticCell>,
  check: Check | null,
  text: (message: Finding['message']) => string,
): Issue[] {
  const byRecord = new Map([...edits.values()].map((edit) => [recordIdOf(edit), edit]));
  const said = new Set<string>();
  return (check?.findings ?? []).flatMap((finding): Issue[] => {
    const message = text(finding.message);
    const edit = byRecord.get(finding.id ?? '') ?? null;
    const { severity } = finding;
    // Said where the two figures stand beside each other.
    if (edit && isStale(edit, cells.get(cellKey(edit)))) return [];
    if (!isAboutSet(finding) || finding.code === 'duplicate-period') {
      return edit ? [{ severity, edit, part: parts.has(finding.field) ? (finding.field as Part) : null, message }] : [];
    }
    if (said.has(message)) return [];
    said.add(message);
    return [{ severity, edit: null, part: null, message }];
  });
}
