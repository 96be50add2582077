import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { indicatorDefinition } from '../../gis-data/catalogue/index.ts';
import { useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import type { Edit, Part } from './entries.ts';
import { cellKey } from './entries.ts';
import { inputId, type Severity } from './FigureGrid.tsx';

/** Something to say of one figure, or of what all of them share. */
export interface Issue {
  severity: Severity;
  edit: Edit | null;
  part: Part | null;
  message: string;
  /** Ways out that the reader can choose from here. */
  actions?: ReactNode;
}

const weight = { block: 0, warn: 1, note: 2 } as const;

/** What is wrong or doubtful, the gravest first, each with a way to its cell. */
export function Issues({
  issues,
  divisionNames,
}: {
  issues: readonly Issue[];
  divisionNames: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation(['statistics', 'changes']);
  const text = useText();
  const sorted = issues.toSorted((a, b) => weight[a.severity] - weight[b.severity]);
  return (
    <ul className="issues" data-testid="issues">
      {sorted.map(({ severity, edit, part, message, actions }, i) => (
        <li key={i} data-severity={severity}>
          <span className="issue-severity">{t(`changes:severity_${severity}`)}</span>
          {edit ? (
            <Button
              type="link"
              size="small"
              onClick={() => document.getElementById(inputId(cellKey(edit), part ?? firstPart(edit)))?.focus()}
            >
              <Data>{divisionNames.get(edit.divisionId)}</Data> · {text(indicatorDefinition(edit.indicatorId).name)}
            </Button>
          ) : (
            <strong>{t('setIssues')}</strong>
          )}
          <span data-content="data">{message}</span>
          {actions}
        </li>
      ))}
    </ul>
  );
}

const firstPart = (edit: Edit) => Object.keys(edit.typed)[0] as Part;
