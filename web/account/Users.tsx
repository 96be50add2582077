import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Radio, Select, Table, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  username as usernameShape,
  userRole,
  type CreatedUser,
  type User,
  type UserRole,
} from '../../server/accounts/contract.ts';
import { useDivisions } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { formatInstant } from '../changes/instants.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { Scope } from './AccountMenu.tsx';
import { useCreateUser, useUpdateUser, useUsers } from './queries.ts';

/** All users; create, change, disable. */
export function Users() {
  const { t } = useTranslation('account');
  const users = useUsers();
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [created, setCreated] = useState<CreatedUser | null>(null);
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} style={{ marginBottom: 8 }} onClick={() => setEditing('new')}>
        {t('newUser')}
      </Button>
      <Answer query={users}>{({ items }) => <UserTable items={items} onEdit={setEditing} />}</Answer>
      {editing === 'new' && (
        <NewUser
          onClose={() => setEditing(null)}
          onCreated={(result) => {
            setEditing(null);
            setCreated(result);
          }}
        />
      )}
      {editing !== null && editing !== 'new' && <EditUser user={editing} onClose={() => setEditing(null)} />}
      {created?.generatedPassword && (
        <OneTimePassword
          name={created.user.name}
          password={created.generatedPassword}
          onClose={() => setCreated(null)}
        />
      )}
    </>
  );
}

function UserTable({ items, onEdit }: { items: User[]; onEdit(user: User): void }) {
  const { t } = useTranslation('account');
  const language = useLanguage();
  return (
    <Table<User>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={false}
      scroll={{ x: 760 }}
      locale={{ emptyText: <EmptyState text={t('noUsers')} /> }}
      columns={[
        { title: t('username'), render: (_, user) => <Data>{user.username}</Data> },
        { title: t('name'), render: (_, user) => <Data>{user.name}</Data> },
        { title: t('role'), width: 110, render: (_, user) => t(`role_${user.role}`) },
        { title: t('scope'), render: (_, user) => <Scope countyIds={user.countyScope} /> },
        {
          title: t('state'),
          width: 80,
          render: (_, user) => (
            <Tag color={user.disabled ? 'default' : 'green'}>{t(user.disabled ? 'disabled' : 'active')}</Tag>
          ),
        },
        { title: t('created'), width: 150, render: (_, user) => formatInstant(user.createdAt, language) },
        {
          title: t('actions'),
          width: 80,
          render: (_, user) => (
            <Button size="small" onClick={() => onEdit(user)}>
              {t('edit')}
            </Button>
          ),
        },
      ]}
    />
  );
}

interface CommonValues {
  name: string;
  role: UserRole;
  countyScope: string[];
}

/** No county chosen stands for all of them. */
const scopeOf = (chosen: readonly string[]) => (chosen.length === 0 ? null : [...chosen]);

function CommonInputs() {
  const { t } = useTranslation('account');
  const counties = useDivisions('county', null);
  return (
    <>
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('nameHelp')}
        rules={[{ required: true, whitespace: true, max: 60, message: t('nameRequired') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('role')}>
        <Radio.Group options={userRole.options.map((role) => ({ value: role, label: t(`role_${role}`) }))} />
      </Form.Item>
      <Form.Item name="countyScope" label={t('scope')} extra={t('scopeHelp')}>
        <Select
          mode="multiple"
          allowClear
          loading={counties.isPending}
          placeholder={t('scopeAll')}
          showSearch={{ optionFilterProp: 'label' }}
          options={counties.data?.items.map((d) => ({ value: d.id, label: d.name, title: '' }))}
          optionRender={(option) => <Data>{option.label}</Data>}
          labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
        />
      </Form.Item>
    </>
  );
}

function NewUser({ onClose, onCreated }: { onClose(): void; onCreated(result: CreatedUser): void }) {
  const { t } = useTranslation('account');
  const [form] = Form.useForm<CommonValues & { username: string }>();
  const create = useCreateUser();
  return (
    <Modal
      open
      title={t('newUser')}
      okText={t('save')}
      cancelText={t('cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okButtonProps={{ loading: create.isPending }}
    >
      {create.error && <ProblemAlert error={create.error} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: 'editor', countyScope: [] }}
        onFinish={({ countyScope, ...values }) =>
          create.mutate({ ...values, countyScope: scopeOf(countyScope) }, { onSuccess: onCreated })
        }
      >
        <Form.Item
          name="username"
          label={t('username')}
          extra={t('usernameHelp')}
          required
          rules={[
            {
              validator: (_, value: unknown) =>
                usernameShape.safeParse(value).success
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('usernameRule'))),
            },
          ]}
        >
          <Input autoComplete="off" autoFocus />
        </Form.Item>
        <CommonInputs />
      </Form>
    </Modal>
  );
}

interface EditValues extends CommonValues {
  disabled: boolean;
  password?: string;
}

function EditUser({ user, onClose }: { user: User; onClose(): void }) {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const [form] = Form.useForm<EditValues>();
  const update = useUpdateUser();
  const submit = ({ countyScope, password, ...values }: EditValues) =>
    update.mutate(
      { id: user.id, ...values, countyScope: scopeOf(countyScope), ...(password ? { password } : {}) },
      {
        onSuccess: () => {
          void message.success(t('userSaved'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={t('editUser', { name: user.username })}
      okText={t('save')}
      cancelText={t('cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okButtonProps={{ loading: update.isPending }}
    >
      {update.error && <ProblemAlert error={update.error} />}
      <Form<EditValues>
        form={form}
        layout="vertical"
        initialValues={{ ...user, countyScope: user.countyScope ?? [] }}
        onFinish={submit}
      >
        <CommonInputs />
        <Form.Item name="disabled" label={t('state')} extra={t('disabledHelp')}>
          <Radio.Group
            options={[
              { value: false, label: t('active') },
              { value: true, label: t('disabled') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('newPasswordForUser')}
          rules={[{ min: PASSWORD_MIN_LENGTH, max: PASSWORD_MAX_LENGTH, message: t('newPasswordRule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function OneTimePassword({ name, password, onClose }: { name: string; password: string; onClose(): void }) {
  const { t } = useTranslation('account');
  return (
    <Modal
      open
      title={t('oneTimeTitle')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('close')}
        </Button>
      }
    >
      <p>{t('oneTimeHelp', { name })}</p>
      <Typography.Text copyable code style={{ fontSize: 18 }} data-testid="one-time-password">
        {password}
      </Typography.Text>
    </Modal>
  );
}
