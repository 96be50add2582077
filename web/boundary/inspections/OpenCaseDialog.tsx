import { App, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inspectionSteps } from '../../../gis-data/catalogue/index.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { isoDateValue } from '../../facilities/FieldInput.tsx';
import { Data } from '../../ui/Data.tsx';
import { useBoundaryView } from '../boundary-view.ts';
import { useLines } from '../queries.ts';
import { newEntryKey } from './case-file.ts';
import { useOpenCase } from './queries.ts';
import { TeamInputs, teamsOf, type TeamValues } from './TeamInputs.tsx';

interface Values extends TeamValues {
  lineId: string;
  round: number;
  year: number | null;
  title: string;
  deadlines: Record<string, string | null>;
}

/** Opens a case for a line: round, year, deadlines of the steps, and who acts for each side. */
export function OpenCaseDialog({ lineId, onClose }: { lineId: string | null; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [, change] = useBoundaryView();
  const lines = useLines(null).data?.items ?? [];
  const chosen = Form.useWatch('lineId', form) ?? lineId;
  const line = lines.find(({ id }) => id === chosen);
  const open = useOpenCase();
  // The key of the case: sending the form again opens no second one.
  const [key] = useState(newEntryKey);

  async function submit({ round, year, title, deadlines, offices, members, lineId: asked }: Values) {
    const set = Object.entries(deadlines ?? {}).filter(([, day]) => Boolean(day));
    const answer = await open.mutateAsync({
      key,
      lineId: asked,
      round,
      ...(year ? { year } : {}),
      ...(title?.trim() ? { title } : {}),
      ...(set.length > 0 ? { deadlines: Object.fromEntries(set) } : {}),
      teams: teamsOf({ offices, members }),
    });
    void message.success(t('case.opened'));
    onClose();
    change({ caseId: answer.id });
  }

  const required = { required: true, message: t('form.required') };
  return (
    <Modal
      open
      title={t('case.open')}
      width={680}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('case.open')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: open.isPending }}
      styles={{ body: { maxHeight: '70vh', overflow: 'auto' } }}
    >
      {open.error && <ProblemAlert error={open.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ lineId, round: null, year: null, title: '' }}
        onFinish={(values) => void submit(values).catch(() => undefined)}
      >
        <div className="boundary-inputs">
          <Form.Item name="lineId" label={t('filter.line')} rules={[required]} className="boundary-wide">
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={lines.map(({ id, name }) => ({ value: id, label: name, title: '' }))}
              optionRender={(option) => <Data>{option.label}</Data>}
              labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
            />
          </Form.Item>
          <Form.Item name="round" label={t('case.roundNumber')} rules={[required]}>
            <InputNumber min={1} max={50} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="year" label={t('case.year')} extra={t('case.yearHelp')}>
            <InputNumber min={1990} max={2100} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="title" label={t('case.titleField')} className="boundary-wide">
            <Input maxLength={200} />
          </Form.Item>
          <TeamInputs line={line} />
          <fieldset className="boundary-fieldset boundary-wide">
            <legend>{t('case.deadlines')}</legend>
            <p className="quiet">{t('case.deadlinesHelp')}</p>
            <div className="boundary-inputs">
              {inspectionSteps.map(({ id, label }) => (
                <Form.Item key={id} name={['deadlines', id]} label={text(label)} {...isoDateValue}>
                  <DatePicker style={{ width: '100%' }} />
                </Form.Item>
              ))}
            </div>
          </fieldset>
        </div>
      </Form>
    </Modal>
  );
}
