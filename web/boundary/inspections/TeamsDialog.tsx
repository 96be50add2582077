import { Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseFile } from '../../../server/inspection/contract.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { useLines } from '../queries.ts';
import { entryWith, useAppend } from './queries.ts';
import { TeamInputs, teamsOf, teamValues, type TeamValues } from './TeamInputs.tsx';

type Values = TeamValues & { reason: string };

/** Changes who acts for each side from now on; what was signed before stays signed. */
export function TeamsDialog({ file, onClose }: { file: CaseFile; onClose(): void }) {
  const { t } = useTranslation('boundary');
  const [form] = Form.useForm<Values>();
  const append = useAppend();
  const line = useLines(null).data?.items.find(({ id }) => id === file.lineId);
  async function submit({ reason, ...teams }: Values) {
    const content = { kind: 'teams' as const, teams: teamsOf(teams), reason: reason.trim() };
    await append.mutateAsync({ caseId: file.id, entry: entryWith(content) });
    onClose();
  }
  return (
    <Modal
      open
      title={t('case.changeTeams')}
      width={680}
      okText={t('case.append')}
      cancelText={t('form.cancel')}
      okButtonProps={{ loading: append.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {append.error && <ProblemAlert error={append.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ ...teamValues(file.teams), reason: '' }}
        onFinish={(values) => void submit(values).catch(() => undefined)}
      >
        <TeamInputs line={line} />
        <Form.Item
          name="reason"
          label={t('case.reason')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
