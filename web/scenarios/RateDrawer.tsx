import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Drawer, Form, Input, InputNumber, Modal, Popconfirm, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  costMeasures,
  facilityFunctions,
  facilityKind,
  facilityKinds,
  planningActions,
} from '../../gis-data/catalogue/index.ts';
import type { CostRate } from '../../server/scenarios/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { usePermissions } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { removeRate, saveRate, useCostRates, useRateWrite, type CostRateBody } from './queries.ts';

/** `new`: a rate to be made; `null`: none is open. */
type Editing = CostRate | 'new' | null;

/** The rates that plans are priced by, each with its source; editors add, change and remove them. */
export function RateDrawer({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('scenarios');
  const { mayWrite } = usePermissions();
  const [editing, setEditing] = useState<Editing>(null);
  return (
    <Drawer open title={t('rates.title')} size={860} onClose={onClose} data-testid="rates">
      <p>{t('rates.help')}</p>
      {mayWrite && (
        <Button type="primary" icon={<PlusOutlined />} style={{ margin: '8px 0' }} onClick={() => setEditing('new')}>
          {t('rates.add')}
        </Button>
      )}
      <Answer query={useCostRates()}>
        {({ items }) => <RateTable rates={items} editable={mayWrite} onEdit={setEditing} />}
      </Answer>
      {editing && <RateForm rate={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Drawer>
  );
}

function RateTable({
  rates,
  editable,
  onEdit,
}: {
  rates: CostRate[];
  editable: boolean;
  onEdit(rate: CostRate): void;
}) {
  const { t } = useTranslation(['scenarios', 'common']);
  const text = useText();
  const language = useLanguage();
  const remove = useRateWrite(removeRate);
  const labelOf = (list: readonly { id: string; label: { zh: string; en: string } }[], id: string) =>
    text(list.find((each) => each.id === id)?.label ?? id);
  return (
    <>
      {remove.error && <ProblemAlert error={remove.error} />}
      <Table<CostRate>
        size="small"
        rowKey="id"
        dataSource={rates}
        pagination={false}
        scroll={{ x: 760 }}
        locale={{ emptyText: <EmptyState text={t('rates.empty')} /> }}
        onRow={(rate) => ({ 'data-rate': rate.id }) as object}
        columns={[
          { title: t('rates.action'), width: 110, render: (_, rate) => labelOf(planningActions, rate.action) },
          {
            title: t('rates.kind'),
            width: 150,
            render: (_, rate) =>
              rate.facilityKind === null ? (
                <span className="quiet">{t('rates.anyKind')}</span>
              ) : (
                text(facilityKind(rate.facilityKind).label)
              ),
          },
          {
            title: t('rates.functionId'),
            width: 110,
            render: (_, rate) =>
              rate.functionId === null ? (
                <span className="quiet">{t('rates.anyFunction')}</span>
              ) : (
                labelOf(facilityFunctions, rate.functionId)
              ),
          },
          { title: t('rates.per'), width: 100, render: (_, rate) => labelOf(costMeasures, rate.per) },
          {
            title: t('rates.yuan'),
            width: 110,
            align: 'end',
            render: (_, rate) => formatNumber(rate.yuan, language, 2),
          },
          {
            title: t('rates.source'),
            render: (_, rate) => (
              <>
                <Data>{rate.source}</Data> {rate.demo && <Tag color="gold">{t('common:demo')}</Tag>}
              </>
            ),
          },
          ...(editable
            ? [
                {
                  key: 'edit',
                  width: 76,
                  render: (_: unknown, rate: CostRate) => (
                    <Space.Compact>
                      <Button
                        type="text"
                        size="small"
                        icon={<EditOutlined />}
                        aria-label={t('rates.edit')}
                        title={t('rates.edit')}
                        onClick={() => onEdit(rate)}
                      />
                      <Popconfirm
                        title={t('rates.removeConfirm')}
                        okText={t('rates.remove')}
                        cancelText={t('rates.cancel')}
                        onConfirm={() => remove.mutate(rate)}
                      >
                        <Button
                          type="text"
                          size="small"
                          icon={<DeleteOutlined />}
                          aria-label={t('rates.remove')}
                          title={t('rates.remove')}
                        />
                      </Popconfirm>
                    </Space.Compact>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

function RateForm({ rate, onClose }: { rate: CostRate | null; onClose(): void }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const [form] = Form.useForm<CostRateBody>();
  const action = Form.useWatch('action', form);
  const kind = Form.useWatch('facilityKind', form);
  const save = useRateWrite(saveRate);
  const measures = planningActions.find(({ id }) => id === action)?.per ?? [];
  const functions = kind ? (facilityKind(kind).functions as readonly string[]) : null;
  const required = (field: string) => [{ required: true, message: t('form.required', { field }) }];
  return (
    <Modal
      open
      title={rate ? t('rates.edit') : t('rates.add')}
      okText={t('rates.save')}
      cancelText={t('rates.cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      data-testid="rate-form"
    >
      {save.error && <ProblemAlert error={save.error} />}
      <Form<CostRateBody>
        form={form}
        layout="vertical"
        initialValues={rate ?? { facilityKind: null, functionId: null }}
        onFinish={({ action, facilityKind, functionId, per, yuan, source }) =>
          save.mutate(
            {
              rate,
              body: { action, facilityKind: facilityKind ?? null, functionId: functionId ?? null, per, yuan, source },
            },
            { onSuccess: onClose },
          )
        }
      >
        <Form.Item name="action" label={t('rates.action')} rules={required(t('rates.action'))}>
          <Select
            options={planningActions.map(({ id, label }) => ({ value: id, label: text(label) }))}
            onChange={() => form.setFieldsValue({ per: undefined })}
          />
        </Form.Item>
        <Form.Item name="facilityKind" label={t('rates.kind')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('rates.anyKind')}
            options={facilityKinds.map(({ id, label }) => ({ value: id, label: text(label) }))}
            onChange={() => form.setFieldsValue({ functionId: null })}
          />
        </Form.Item>
        {action === 'addFunction' && (
          <Form.Item name="functionId" label={t('rates.functionId')}>
            <Select
              allowClear
              placeholder={t('rates.anyFunction')}
              options={facilityFunctions
                .filter(({ id }) => functions === null || functions.includes(id))
                .map(({ id, label }) => ({ value: id, label: text(label) }))}
            />
          </Form.Item>
        )}
        <Form.Item name="per" label={t('rates.per')} rules={required(t('rates.per'))}>
          <Select
            options={costMeasures
              .filter(({ id }) => measures.includes(id))
              .map(({ id, label }) => ({ value: id, label: text(label) }))}
          />
        </Form.Item>
        <Form.Item name="yuan" label={t('rates.yuan')} rules={required(t('rates.yuan'))}>
          <InputNumber<number> min={0} precision={2} style={{ width: '100%' }} controls={false} />
        </Form.Item>
        <Form.Item
          name="source"
          label={t('rates.source')}
          extra={t('rates.sourceHelp')}
          rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('rates.source') }) }]}
        >
          <Input maxLength={500} lang="zh-CN" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
