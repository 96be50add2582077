import { DeleteOutlined, EditOutlined, UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  App,
  Button,
  Checkbox,
  DatePicker,
  Drawer,
  Form,
  Input,
  InputNumber,
  Modal,
  Popconfirm,
  Select,
  Table,
  Tabs,
  Tag,
  Upload,
} from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { landKind, landKinds } from '../../../gis-data/catalogue/index.ts';
import { landCrs, type ExclusionRule, type LandLayer, type LandLayerInput } from '../../../server/siting/contract.ts';
import { useSession } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Answer, EmptyState } from '../../ui/states.tsx';
import {
  addLayer,
  layersKey,
  removeLayer,
  rulesKey,
  setRule,
  takeRuleBack,
  useExclusionRules,
  useLandLayers,
} from './queries.ts';

/** The rules by which land is closed to burial, with their days, and the layers of land that they are applied to. */
export function RulesDrawer({ asOf, onClose }: { asOf: string | null; onClose(): void }) {
  const { t } = useTranslation('burial');
  return (
    <Drawer open title={t('rules.title')} size={900} onClose={onClose} data-testid="burial-rules">
      <Tabs
        items={[
          { key: 'rules', label: t('rules.rules'), children: <Rules asOf={asOf} /> },
          { key: 'layers', label: t('rules.layers'), children: <Layers /> },
        ]}
      />
    </Drawer>
  );
}

function useWrite<Given, Answered>(write: (given: Given) => Promise<Answered>, key: readonly string[]) {
  const client = useQueryClient();
  return useMutation({ mutationFn: write, onSettled: () => client.invalidateQueries({ queryKey: [...key] }) });
}

function Rules({ asOf }: { asOf: string | null }) {
  const { t } = useTranslation('burial');
  const text = useText();
  const language = useLanguage();
  const administrator = useSession().data?.user?.role === 'administrator';
  const [changing, setChanging] = useState<ExclusionRule | null>(null);
  const takeBack = useWrite(takeRuleBack, rulesKey);
  return (
    <>
      <p className="quiet">{t('rules.help')}</p>
      {takeBack.error && <ProblemAlert error={takeBack.error} />}
      <Answer query={useExclusionRules(asOf)} rows={8}>
        {({ items }) => (
          <Table<ExclusionRule>
            size="small"
            rowKey={({ kind, effectiveFrom }) => `${kind}:${effectiveFrom}`}
            pagination={false}
            dataSource={items}
            data-testid="rules"
            columns={[
              { title: t('rules.kind'), width: 150, render: (_, rule) => text(rule.label) },
              {
                title: t('rules.distance'),
                width: 88,
                align: 'right',
                render: (_, rule) => formatNumber(rule.distanceM, language),
              },
              { title: t('rules.from'), width: 104, dataIndex: 'effectiveFrom' },
              { title: t('rules.clause'), render: (_, rule) => <Data>{text(rule.clause)}</Data> },
              {
                title: t('rules.state'),
                width: 140,
                render: (_, rule) =>
                  rule.inForce ? (
                    <Tag color={rule.confirmed ? 'green' : 'orange'}>
                      {t(rule.confirmed ? 'rules.confirmed' : 'rules.unconfirmed')}
                    </Tag>
                  ) : (
                    <span className="quiet">{t('rules.notInForce')}</span>
                  ),
              },
              ...(administrator
                ? [
                    {
                      key: 'edit',
                      width: 72,
                      render: (_: unknown, rule: ExclusionRule) => (
                        <>
                          <Button
                            type="text"
                            size="small"
                            icon={<EditOutlined />}
                            aria-label={t('rules.change', { kind: text(rule.label) })}
                            onClick={() => setChanging(rule)}
                          />
                          {rule.origin === 'entered' && (
                            <Button
                              type="text"
                              size="small"
                              icon={<DeleteOutlined />}
                              aria-label={t('rules.takeBack')}
                              title={t('rules.takeBack')}
                              onClick={() => takeBack.mutate(rule)}
                            />
                          )}
                        </>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Answer>
      {changing && <RuleForm rule={changing} onClose={() => setChanging(null)} />}
    </>
  );
}

interface RuleFields {
  from: Dayjs;
  distanceM: number;
  clauseZh: string;
  clauseEn: string;
  confirmed: boolean;
}

function RuleForm({ rule, onClose }: { rule: ExclusionRule; onClose(): void }) {
  const { t } = useTranslation('burial');
  const text = useText();
  const [form] = Form.useForm<RuleFields>();
  const save = useWrite(({ from, distanceM, clauseZh, clauseEn, confirmed }: RuleFields) => {
    const day = from.format('YYYY-MM-DD');
    const version = day === rule.effectiveFrom ? rule.version : 0;
    return setRule(rule.kind, day, version, { distanceM, confirmed, clause: { zh: clauseZh, en: clauseEn } });
  }, rulesKey);
  return (
    <Modal
      open
      title={t('rules.change', { kind: text(rule.label) })}
      okText={t('rules.save')}
      cancelText={t('rules.cancel')}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      data-testid="rule-form"
    >
      {save.error && <ProblemAlert error={save.error} />}
      <Form<RuleFields>
        form={form}
        layout="vertical"
        initialValues={{
          from: dayjs(rule.effectiveFrom),
          distanceM: rule.distanceM,
          clauseZh: rule.clause.zh,
          clauseEn: rule.clause.en,
          confirmed: rule.confirmed,
        }}
        onFinish={(fields) => save.mutate(fields, { onSuccess: onClose })}
      >
        <Form.Item name="from" label={t('rules.from')} rules={[{ required: true }]}>
          <DatePicker />
        </Form.Item>
        <Form.Item name="distanceM" label={t('rules.distance')} rules={[{ required: true }]}>
          <InputNumber min={0} max={20_000} />
        </Form.Item>
        <Form.Item name="clauseZh" label={t('rules.clauseZh')} rules={[{ required: true }]}>
          <Input lang="zh-CN" maxLength={500} data-content="data" />
        </Form.Item>
        <Form.Item name="clauseEn" label={t('rules.clauseEn')} rules={[{ required: true }]}>
          <Input lang="en" maxLength={500} />
        </Form.Item>
        <Form.Item name="confirmed" valuePropName="checked">
          <Checkbox>{t('rules.asConfirmed')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Layers() {
  const { t } = useTranslation(['burial', 'common']);
  const text = useText();
  const language = useLanguage();
  const { mayWrite } = usePermissions();
  const [uploading, setUploading] = useState(false);
  const remove = useWrite(removeLayer, layersKey);
  return (
    <>
      {mayWrite && (
        <Button size="small" className="burial-upload" icon={<UploadOutlined />} onClick={() => setUploading(true)}>
          {t('rules.upload')}
        </Button>
      )}
      {remove.error && <ProblemAlert error={remove.error} />}
      <Answer query={useLandLayers()} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={t('rules.none')} />
          ) : (
            <Table<LandLayer>
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={items}
              data-testid="layers"
              columns={[
                { title: t('rules.kind'), width: 150, render: (_, layer) => text(landKind(layer.kind).label) },
                {
                  title: t('rules.layer'),
                  render: (_, layer) => (
                    <>
                      <Data>{layer.name}</Data> {layer.demo && <Tag color="gold">{t('common:demo')}</Tag>}
                    </>
                  ),
                },
                {
                  title: t('rules.features'),
                  width: 80,
                  align: 'right',
                  render: (_, layer) => formatNumber(layer.features, language),
                },
                { title: t('rules.asOf'), width: 104, dataIndex: 'asOf' },
                { title: t('rules.source'), render: (_, layer) => <Data>{layer.source}</Data> },
                ...(mayWrite
                  ? [
                      {
                        key: 'remove',
                        width: 44,
                        render: (_: unknown, layer: LandLayer) => (
                          <Popconfirm
                            title={t('rules.removeSure', { name: layer.name })}
                            okText={t('rules.remove')}
                            cancelText={t('rules.cancel')}
                            onConfirm={() => remove.mutate(layer)}
                          >
                            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('rules.remove')} />
                          </Popconfirm>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Answer>
      {uploading && <LayerForm onClose={() => setUploading(false)} />}
    </>
  );
}

interface LayerFields extends Omit<LandLayerInput, 'asOf' | 'collection'> {
  asOf: Dayjs;
}

function LayerForm({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('burial');
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<LayerFields>();
  const [file, setFile] = useState<File | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const add = useWrite(addLayer, layersKey);
  const send = async (fields: LayerFields) => {
    let collection: unknown;
    try {
      collection = JSON.parse(await file!.text());
    } catch {
      setUnreadable(true);
      return;
    }
    add.mutate(
      { ...fields, asOf: fields.asOf.format('YYYY-MM-DD'), collection },
      {
        onSuccess: ({ name }) => {
          void message.success(t('rules.sent', { name }));
          onClose();
        },
      },
    );
  };
  const required = [{ required: true }];
  return (
    <Modal
      open
      title={t('rules.uploadTitle')}
      okText={t('rules.upload')}
      cancelText={t('rules.cancel')}
      okButtonProps={{ disabled: file === null }}
      confirmLoading={add.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      data-testid="layer-form"
    >
      {unreadable && <p role="alert">{t('rules.unreadable')}</p>}
      {add.error && <ProblemAlert error={add.error} />}
      <Form<LayerFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)}>
        <Form.Item label={t('rules.file')} required>
          <Upload
            accept=".geojson,.json"
            maxCount={1}
            beforeUpload={(chosen) => {
              setFile(chosen);
              setUnreadable(false);
              return false;
            }}
            onRemove={() => setFile(null)}
          >
            <Button icon={<UploadOutlined />}>{t('rules.file')}</Button>
          </Upload>
        </Form.Item>
        <Form.Item name="kind" label={t('rules.kind')} rules={required}>
          <Select options={landKinds.map(({ id, label }) => ({ value: id, label: text(label) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('rules.name')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="source" label={t('rules.source')} rules={required}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="licence" label={t('rules.licence')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="asOf" label={t('rules.asOf')} rules={required}>
          <DatePicker />
        </Form.Item>
        <Form.Item name="sourceCrs" label={t('rules.crs')} rules={required}>
          <Select placeholder={t('rules.chooseCrs')} options={landCrs.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
