import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { Advanced } from './Advanced.tsx';
import { Candidates } from './Candidates.tsx';
import { Demands } from './Demands.tsx';
import type { FormProps } from './form-props.ts';
import { Limits } from './Limits.tsx';
import { Sentence } from './Sentence.tsx';

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
