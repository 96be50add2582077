import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Position } from '../geometry-text.ts';
import type { Ask, ChangeSiting } from '../siting-view.ts';
import { Advanced } from './Advanced.tsx';
import { Candidates, type Taking } from './Candidates.tsx';
import { Demands } from './Demands.tsx';
import { Limits } from './Limits.tsx';
import { Sentence } from './Sentence.tsx';

/** A layer of public land parcels. */
export interface ParcelLayer {
  id: string;
  name: string;
}

export interface FormProps {
  ask: Ask;
  variant: 'where' | 'pareto';
  asOf: string | null;
  taking: Taking;
  layers: readonly ParcelLayer[];
  /** What a site is called. */
  nameOf(siteId: string): string;
  onChange: ChangeSiting;
  onTaking(taking: Taking): void;
  /** Takes what the map shows as the area. */
  onWindow(): void;
  onShow(position: Position): void;
}

/** What is asked: a sentence, where facilities may be built, what a plan must keep to. */
export function QuestionForm(props: FormProps) {
  const { t } = useTranslation('siting');
  const { ask, variant, onChange } = props;
  return (
    <div className="siting-question">
      <Sentence {...props} />
      {variant === 'pareto' && (
        <Checkbox checked={ask.worstCounty} onChange={({ target }) => onChange({ worstCounty: target.checked })}>
          {t('front.weighWorst')}
        </Checkbox>
      )}
      <Candidates {...props} />
      <Limits {...props} />
      <Demands {...props} />
      <Advanced {...props} />
    </div>
  );
}
