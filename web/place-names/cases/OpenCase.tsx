import { App, Button, DatePicker, Drawer, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckProposal } from '../../../server/naming-cases/contract.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { newEntryKey } from '../../boundary/inspections/case-file.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { TitledData } from '../../changes/TitledData.tsx';
import { DivisionInputs } from '../../facilities/DivisionInputs.tsx';
import { FieldInput, isoDateValue } from '../../facilities/FieldInput.tsx';
import { today } from '../../facilities/today.ts';
import { Data } from '../../ui/Data.tsx';
import { NameSection, PinyinInputs, PlaceInputs } from '../NameForm.tsx';
import { usePlaceName } from '../queries.ts';
import { placeNameField, placeNameFields } from '../record-fields.ts';
import { Findings } from '../rules/Findings.tsx';
import { proposedOf, type OpeningValues } from './opening.ts';
import { useCasesView, type CasesView } from './cases-view.ts';
import { useOpenCase, useProposalCheck } from './queries.ts';

type Opening = NonNullable<CasesView['opening']>;

/** Opens an application: what is applied for, with the naming rules checked as it is written, by whom and why. */
export default function OpenCase({ opening, onClose }: { opening: Opening; onClose(): void }) {
  const { t } = useTranslation('namingCases');
  const { message } = App.useApp();
  const [form] = Form.useForm<OpeningValues>();
  const [, change] = useCasesView();
  const record = usePlaceName(opening.placeNameId, null);
  const current = record.data ?? null;
  const open = useOpenCase();
  // The key of the case: sending the form again opens no second one.
  const [key] = useState(newEntryKey);
  const { kind } = opening;

  async function submit(values: OpeningValues) {
    const proposed = proposedOf(opening, values);
    if (proposed === null) return;
    const { reason, applicant, on } = values;
    const answer = await open.mutateAsync({
      ...{ key, ...proposed, on, reason: reason.trim(), applicant: applicant.trim() },
    });
    void message.success(t('open.opened'));
    change({ opening: null }, answer.id);
  }

  // The form begins with what the record says.
  if (opening.placeNameId !== null && record.isPending) return null;
  const title = t(`open.title.${kind}`);
  const required = { required: true, whitespace: true, message: t('open.required') };
  return (
    <Drawer
      open
      title={current ? <TitledData title={title} data={current.standardName} /> : title}
      size={820}
      onClose={onClose}
      mask={{ closable: false }}
      data-testid="open-case"
      footer={
        <Space>
          <Button type="primary" loading={open.isPending} onClick={() => form.submit()}>
            {t('open.submit')}
          </Button>
          <Button onClick={onClose}>{t('open.dismiss')}</Button>
        </Space>
      }
    >
      {record.error && <ProblemAlert error={record.error} />}
      {open.error && <ProblemAlert error={open.error} />}
      <Form<OpeningValues>
        form={form}
        layout="vertical"
        initialValues={{
          ...{ positionMode: 'unknown', pinyinOrigin: 'reviewed', on: today(), reason: '', applicant: '' },
          ...(kind === 'renaming' && current ? { category: current.category } : {}),
        }}
        scrollToFirstError={{ focus: true }}
        onFinish={() => void submit(form.getFieldsValue(true) as OpeningValues).catch(() => undefined)}
      >
        {kind !== 'cancellation' && <NameInputs opening={opening} />}
        <NameSection title={t('open.application')}>
          <Form.Item name="applicant" label={t('facts.applicant')} extra={t('open.applicantHelp')} rules={[required]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="on" label={t('facts.appliedOn')} {...isoDateValue}>
            <DatePicker allowClear={false} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="reason" label={t('facts.reason')} rules={[required]} className="name-wide">
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        </NameSection>
      </Form>
    </Drawer>
  );
}

/** The proposed name, checked while it is written, and what is named where there is no record yet. */
function NameInputs({ opening }: { opening: Opening }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const form = Form.useFormInstance<OpeningValues>();
  const isNew = opening.kind === 'naming';
  const [, category] = placeNameFields.identity;
  return (
    <>
      <NameSection title={isNew ? t('open.what') : t('open.name')}>
        <FieldInput
          definition={{ ...placeNameField('standardName')!.definition, label: nameLabel }}
          path={['standardName']}
        />
        {isNew && <FieldInput definition={category.definition} path={[category.path]} />}
        {isNew && <DivisionInputs />}
      </NameSection>
      <LiveCheck opening={opening} onPick={(name) => form.setFieldsValue({ standardName: name })} />
      <NameSection title={text(placeNameField('pinyin')!.definition.label)}>
        <PinyinInputs />
      </NameSection>
      {isNew && (
        <NameSection title={t('open.place')}>
          <PlaceInputs stored={false} />
        </NameSection>
      )}
      <NameSection title={t('open.more')}>
        {placeNameFields.meaning.slice(0, 2).map(({ path, definition }) => (
          <FieldInput key={path} definition={definition} path={[path]} />
        ))}
      </NameSection>
    </>
  );
}

const nameLabel = { zh: '拟用名称', en: 'Proposed name' };

/** What the naming rules say of the name as it is written. */
function LiveCheck({ opening, onPick }: { opening: Opening; onPick(name: string): void }) {
  const { t } = useTranslation('namingCases');
  const form = Form.useFormInstance<OpeningValues>();
  const values = Form.useWatch((all) => all as OpeningValues, { form, preserve: true });
  const proposed = values ? proposedOf(opening, values) : null;
  const asked: CheckProposal | null = proposed && { ...proposed, on: values!.on };
  const check = useProposalCheck(asked);
  if (asked === null) return <p className="quiet">{t('open.liveHelp')}</p>;
  if (check.error) return <ProblemAlert error={check.error} />;
  const answer = check.data?.check;
  return (
    <div className="naming-live" data-testid="live-check" aria-live="polite" aria-busy={check.isFetching}>
      {answer && (
        <>
          <h4>
            <Data>{answer.text}</Data>
          </h4>
          <Findings answer={answer} onPick={onPick} />
        </>
      )}
    </div>
  );
}
