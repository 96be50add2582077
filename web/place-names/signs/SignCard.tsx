import { EditOutlined } from '@ant-design/icons';
import { Alert, Button, Space, Tag } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceNameSignDetail } from '../../../server/place-name-signs/contract.ts';
import { useSession } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { Facts } from '../../boundary/Fields.tsx';
import { TitledData } from '../../changes/TitledData.tsx';
import { FieldValue } from '../../facilities/FieldValue.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Data } from '../../ui/Data.tsx';
import { EndButton } from '../EndButton.tsx';
import { endSign } from './queries.ts';
import { signField, signFields } from './record-fields.ts';

const SignForm = lazy(() => import('./SignForm.tsx'));

/** The record of a sign: what it shows, what it should show, and what is wrong with it. */
export function SignCard({ sign, onClose }: { sign: PlaceNameSignDetail; onClose(): void }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const [{ asOf }] = useView();
  const { mayEdit } = usePermissions();
  const isSignedIn = (useSession().data?.user ?? null) !== null;
  const [editing, setEditing] = useState(false);
  const { placeName, county, township, version } = sign;
  const label = placeName?.standardName ?? sign.text ?? sign.id;
  const known = (value: string | null | undefined): ReactNode => (value ? <Data>{value}</Data> : <Unknown />);
  const stored = (path: string): [string, string, ReactNode] => {
    const field = signField(path)!;
    return [path, text(field.definition.label), <FieldValue key={path} field={field} value={sign[path as 'text']} />];
  };
  return (
    <article className="name-card" data-testid="sign-card">
      <header className="record-header">
        <h2>
          <Data>{label}</Data>
        </h2>
        {sign.demo && <Tag color="gold">{t('demo')}</Tag>}
        <span className="record-close">
          <CloseButton onClose={onClose} />
        </span>
      </header>
      {sign.defects.map(({ kind, state, reason }) => (
        <Alert
          key={kind}
          type={state === 'certain' ? 'warning' : 'info'}
          showIcon
          title={<Data>{text(reason)}</Data>}
          data-defect={kind}
        />
      ))}
      {county && mayEdit({ countyId: county.id }) && asOf === null && version !== null && (
        <Space>
          <Button size="small" icon={<EditOutlined />} onClick={() => setEditing(true)}>
            {t('form.edit')}
          </Button>
          <EndButton
            title={<TitledData title={t('signs.end')} data={label} />}
            label={t('signs.end')}
            end={(values) => endSign(sign.id, version, values)}
            onEnded={onClose}
          />
        </Space>
      )}
      <Facts
        rows={[
          ['standardName', t('standard'), known(placeName?.standardName)],
          ['standardPinyin', t('field.pinyin'), known(placeName?.pinyin)],
          ['county', t('field.county'), known(county?.name)],
          ['township', t('field.township'), township ? <Data>{township.name}</Data> : t('noTownship')],
          stored('position'),
          ...signFields.map(({ path }) => stored(path)),
        ]}
      />
      {isSignedIn && (
        <div className="sign-photos">
          {sign.photos.map((hash, i) => (
            <img key={hash} src={`/api/v1/field-photos/${hash}/content`} alt={t('signs.photo', { number: i + 1 })} />
          ))}
        </div>
      )}
      {editing && (
        <Suspense fallback={null}>
          <SignForm record={sign} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </article>
  );
}
