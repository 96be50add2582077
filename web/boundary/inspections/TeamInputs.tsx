import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BoundaryLineItem } from '../../../server/boundary/contract.ts';
import { Data } from '../../ui/Data.tsx';
import type { Team } from './case-file.ts';

/** What a form holds of both teams, in the order of the line's sides. */
export interface TeamValues {
  offices: [string, string];
  members: [string[], string[]];
}

const sideNames = ['first', 'second'] as const;

export const teamsOf = ({ offices, members }: TeamValues): Team[] =>
  sideNames.map((side, index) => ({ side, office: offices[index]!, members: members?.[index] ?? [] }));

export const teamValues = (teams: readonly Team[]): TeamValues => {
  const of = sideNames.map((name) => teams.find(({ side }) => side === name)!);
  return { offices: [of[0]!.office, of[1]!.office], members: [[...of[0]!.members], [...of[1]!.members]] };
};

/** Office and accounts of each side. */
export function TeamInputs({ line }: { line: Pick<BoundaryLineItem, 'sides'> | undefined }) {
  const { t } = useTranslation('boundary');
  return sideNames.map((side, index) => (
    <fieldset key={side} className="boundary-fieldset boundary-wide">
      <legend>
        {t(`sign.${side}`)} {line && <Data>{line.sides[index]!.name}</Data>}
      </legend>
      <div className="boundary-inputs">
        <Form.Item
          name={['offices', index]}
          label={t('case.office')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name={['members', index]} label={t('case.members')} extra={t('case.membersHelp')}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ',', '、', ' ']} />
        </Form.Item>
      </div>
    </fieldset>
  ));
}
