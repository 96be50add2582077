import { Alert, AutoComplete, DatePicker, Form, Input, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { WorklistId } from '../../gis-data/catalogue/index.ts';
import type { WorklistItem } from '../../server/worklists/contract.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';
import { useAssign, useAssignees, type AssignmentPatch } from './queries.ts';

interface AssignDialogProps {
  list: WorklistId;
  items: readonly WorklistItem[];
  onClose(): void;
  onSaved(): void;
}

interface Values {
  assignee: string;
  dueOn: Dayjs | null;
  note: string;
}

/** Says who does one item or many, and by when. */
export function AssignDialog({ list, items, onClose, onSaved }: AssignDialogProps) {
  const { t } = useTranslation('worklists');
  const [form] = Form.useForm<Values>();
  const users = useAssignees(true).data?.items ?? [];
  const assign = useAssign(list);
  const only = items.length === 1 ? items[0]!.assignment : null;

  /** A name of the list is that user, any other text a role. */
  function patchOf({ assignee, dueOn, note }: Values): AssignmentPatch {
    const name = assignee.trim();
    const user = users.find((known) => known.name === name);
    return {
      assignee: name === '' ? null : { id: user?.id ?? null, name },
      dueOn: dueOn?.format('YYYY-MM-DD') ?? null,
      note: note.trim() === '' ? null : note,
    };
  }

  async function save(values: Values) {
    const result = await assign.mutateAsync({ items, patch: patchOf(values) });
    if (result.errors.length === 0) onSaved();
  }

  const errors = assign.data?.errors ?? [];
  return (
    <Modal
      open
      title={t('assignTitle', { count: items.length })}
      // After a refusal the versions at hand may be old, so the list is to be looked at again first.
      onCancel={errors.length > 0 ? onSaved : onClose}
      onOk={() => form.submit()}
      okText={t('save')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: assign.isPending, disabled: errors.length > 0 }}
      data-testid="assign-dialog"
    >
      {errors.length > 0 && (
        <>
          <Alert
            type="warning"
            showIcon
            title={t('failedSome', { failed: errors.length, saved: assign.data!.saved })}
            style={{ marginBottom: 8 }}
          />
          <ProblemAlert error={errors[0]} />
        </>
      )}
      {items.length > 1 && <p>{t('assignHelpMany')}</p>}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          assignee: only?.assigneeName ?? '',
          dueOn: only?.dueOn ? dayjs(only.dueOn) : null,
          note: only?.note ?? '',
        }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="assignee" label={t('assignee')} extra={t('assigneeHelp')}>
          <AutoComplete
            options={users.map(({ id, name }) => ({ key: id, value: name, label: <Data>{name}</Data> }))}
            showSearch={{ filterOption: (input, option) => String(option?.value).includes(input) }}
          />
        </Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="note" label={t('note')}>
          <Input.TextArea lang="zh-CN" maxLength={2000} rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
