import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Input, Modal, Select, Space, Tag } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { namingDocumentKinds, type NamingDocumentKind } from '../../../gis-data/catalogue/index.ts';
import type { CaseDocument, NamingCaseFile } from '../../../server/naming-cases/contract.ts';
import type { Session } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { isoDateValue } from '../../facilities/FieldInput.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { fileUrl, uploadFile, useAppend } from './queries.ts';
import { writing } from './rights.ts';

/** Documents of a case in the order in which they came, with their files. */
export function Documents({ file, user }: { file: NamingCaseFile; user: NonNullable<Session['user']> }) {
  const { t } = useTranslation('namingCases');
  const [{ asOf }] = useView();
  const [adding, setAdding] = useState(false);
  const mayAdd = file.step !== null && writing(user, file.countyId, asOf) === null;
  const documents = file.file.flatMap(({ content }) => (content.kind === 'document' ? [content.document] : []));
  return (
    <section data-testid="naming-documents">
      {mayAdd && (
        <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t('documents.add')}
        </Button>
      )}
      {documents.length === 0 ? (
        <EmptyState text={t('documents.none')} />
      ) : (
        <ul className="naming-documents">
          {documents.map((document, i) => (
            <DocumentItem key={i} caseId={file.id} document={document} />
          ))}
        </ul>
      )}
      {adding && <DocumentDialog file={file} onClose={() => setAdding(false)} />}
    </section>
  );
}

/** A document with its number and day, and the way to its file. */
export function DocumentItem({ caseId, document }: { caseId: string; document: CaseDocument }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const language = useLanguage();
  const { kind, title, number, date, file } = document;
  return (
    <li data-document={kind}>
      <Tag>{text(namingDocumentKinds.find(({ id }) => id === kind)!.label)}</Tag>
      <Data>{title}</Data>
      {number && (
        <span className="quiet">
          {' '}
          · <Data>{number}</Data>
        </span>
      )}
      {date && <span className="quiet"> · {formatDate(date, language)}</span>}
      {file && (
        <Button
          size="small"
          type="link"
          icon={<DownloadOutlined />}
          href={fileUrl(caseId, file.sha256)}
          download
          aria-label={t('documents.download')}
        >
          <Data>{file.name}</Data>
        </Button>
      )}
    </li>
  );
}

interface Values {
  kind: NamingDocumentKind;
  title: string;
  number: string;
  date: string | null;
}

function DocumentDialog({ file, onClose }: { file: NamingCaseFile; onClose(): void }) {
  const { t } = useTranslation('namingCases');
  const text = useText();
  const append = useAppend(file.id);
  const [form] = Form.useForm<Values>();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<File | null>(null);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);

  async function submit({ kind, title, number, date }: Values) {
    setSending(true);
    setRefusal(null);
    try {
      const attached = chosen && { sha256: (await uploadFile(file.id, chosen)).sha256, name: chosen.name };
      await append.mutateAsync({
        kind: 'document',
        document: {
          ...{ kind, title: title.trim(), number: number.trim() || null, date: date ?? null },
          ...(attached ? { file: attached } : {}),
        },
      });
      onClose();
    } catch (error) {
      setRefusal(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Modal
      open
      title={t('documents.add')}
      okText={t('documents.add')}
      cancelText={t('open.dismiss')}
      okButtonProps={{ loading: sending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {refusal !== null && <ProblemAlert error={refusal} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ kind: file.missingDocuments[0]?.[0] ?? 'other', title: '', number: '', date: null }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item name="kind" label={t('documents.kind')}>
          <Select options={namingDocumentKinds.map(({ id, label }) => ({ value: id, label: text(label) }))} />
        </Form.Item>
        <Form.Item
          name="title"
          label={t('documents.name')}
          rules={[{ required: true, whitespace: true, message: t('open.required') }]}
        >
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name="number" label={t('documents.number')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="date" label={t('documents.date')} {...isoDateValue}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item label={t('documents.file')}>
          <input
            ref={input}
            type="file"
            // Forms of Ant Design show files' inputs, `hidden` or not.
            style={{ display: 'none' }}
            accept=".pdf,.docx,.jpg,.jpeg,.png,.webp"
            data-testid="document-file"
            onChange={({ target }) => {
              setChosen(target.files?.[0] ?? null);
              target.value = '';
            }}
          />
          <Space wrap>
            <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
              {t('documents.choose')}
            </Button>
            {chosen && (
              <>
                <Data>{chosen.name}</Data>
                <Button size="small" type="link" onClick={() => setChosen(null)}>
                  {t('documents.remove')}
                </Button>
              </>
            )}
          </Space>
        </Form.Item>
      </Form>
    </Modal>
  );
}
