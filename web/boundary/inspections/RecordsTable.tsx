import {
  CheckCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  QuestionCircleFilled,
  ToolOutlined,
} from '@ant-design/icons';
import { Button, Space, Table, Tag } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFile, MeasuredPosition, Movement } from '../../../server/inspection/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { formatInstant } from '../../changes/instants.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useBoundaryView } from '../boundary-view.ts';
import { Facts, Known, rowMarks } from '../Fields.tsx';
import { photoUrl, useMarkers } from '../queries.ts';
import { StateValue } from '../register/MarkerTable.tsx';
import { wordOf } from '../words.ts';
import { dissentsOf, signaturesOf, signedEntries, type SignedEntry } from './case-file.ts';
import type { Hand } from './hand.ts';
import { DissentDialog } from './DissentDialog.tsx';
import { SignDialog } from './SignDialog.tsx';
import { signatureBox } from '../../ui/signature.ts';

const RepairDialog = lazy(() => import('./RepairDialog.tsx'));

/** Steps at which repairs are taken in. */
const fieldSteps: ReadonlySet<string> = new Set(['fieldRecord', 'repair']);

type Standing = CaseFile['standings'][string];

const standingLooks: Record<Standing, { icon: ReactNode; color: string }> = {
  unsigned: { icon: <QuestionCircleFilled aria-hidden />, color: 'default' },
  signedByOne: { icon: <MinusCircleOutlined aria-hidden />, color: 'gold' },
  agreed: { icon: <CheckCircleFilled aria-hidden />, color: 'green' },
  dissented: { icon: <ExclamationCircleFilled aria-hidden />, color: 'orange' },
};

/** Where a record stands, by sign, word and colour; it counts only once both sides have signed. */
function StandingTag({ standing }: { standing: Standing }) {
  const { t } = useTranslation('boundary');
  const { icon, color } = standingLooks[standing];
  return (
    <Tag color={color} icon={icon} data-standing={standing}>
      {t(`standing.${standing}`)}
    </Tag>
  );
}

/** Field records and repairs of a case with who has signed them; what one's own side has not is signed here. */
export function RecordsTable({ file, hand }: { file: CaseFile; hand: Hand }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [, change] = useBoundaryView();
  const markers = useMarkers(asOf).data;
  const registered = useMemo(() => new Map(markers?.map((marker) => [marker.id, marker])), [markers]);
  const rows = useMemo(() => signedEntries(file.file), [file]);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [signing, setSigning] = useState<readonly SignedEntry[] | null>(null);
  const [repairing, setRepairing] = useState(false);
  const [dissenting, setDissenting] = useState<SignedEntry | null>(null);
  const { mayAppend, side } = hand;
  const maySign = mayAppend && side !== null && file.precision === 'surveyed';
  const mySignature = (key: string) => side !== null && signaturesOf(file.file, key)[side] !== undefined;
  const numberOf = (id: string) => registered.get(id)?.number ?? id;
  return (
    <section data-testid="records" data-rows={rows.length}>
      <div className="boundary-head">
        <span className="quiet">{t('records.help')}</span>
        {mayAppend && side === null && <span className="quiet">{t('records.notOnCase')}</span>}
        <Space wrap className="boundary-head-end">
          {mayAppend && side !== null && fieldSteps.has(file.step ?? '') && (
            <Button icon={<ToolOutlined />} onClick={() => setRepairing(true)}>
              {t('repair.write')}
            </Button>
          )}
          {maySign && (
            <Button
              type="primary"
              disabled={picked.length === 0}
              onClick={() => setSigning(rows.filter(({ key }) => picked.includes(key)))}
            >
              {t('sign.these', { count: picked.length })}
            </Button>
          )}
        </Space>
      </div>
      <Table<SignedEntry>
        size="small"
        rowKey="key"
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 780 }}
        locale={{ emptyText: t('records.none') }}
        onRow={({ key }) => rowMarks({ 'data-key': key, 'data-standing': file.standings[key] ?? 'unsigned' })}
        rowSelection={
          maySign
            ? {
                selectedRowKeys: [...picked],
                onChange: (keys) => setPicked(keys.map(String)),
                getCheckboxProps: ({ key, content }) => ({
                  disabled: mySignature(key),
                  'aria-label': t('sign.pick', { number: numberOf(content.markerId) }),
                }),
              }
            : undefined
        }
        expandable={{
          expandedRowRender: (entry) => <RecordDetail file={file} entry={entry} />,
        }}
        columns={[
          {
            title: t('marker.number'),
            width: 130,
            render: (_, { content }) => (
              <button
                type="button"
                className="link"
                onClick={() =>
                  change({ tab: 'register', list: 'markers', card: { type: 'marker', id: content.markerId } })
                }
              >
                <Data>{numberOf(content.markerId)}</Data>
              </button>
            ),
          },
          {
            title: t('records.found'),
            width: 150,
            render: (_, { content }) =>
              content.kind === 'fieldRecord' ? <StateValue state={content.state} /> : t('records.repair'),
          },
          {
            title: t('records.words'),
            render: (_, { content }) => {
              const words = content.kind === 'fieldRecord' ? content.finding : content.work;
              return words ? <Data>{words}</Data> : <span className="quiet">{t('none')}</span>;
            },
          },
          {
            title: t('records.author'),
            width: 150,
            render: (_, { author, recordedAt }) => (
              <>
                <Data>{author}</Data>
                <div className="quiet">{formatInstant(recordedAt, language)}</div>
              </>
            ),
          },
          {
            title: t('records.standing'),
            width: 150,
            render: (_, { key }) => (
              <Space size={2} wrap>
                <StandingTag standing={file.standings[key] ?? 'unsigned'} />
                {(file.marks[key] ?? []).map((mark) => (
                  <Tag key={mark} color="orange" data-mark={mark}>
                    {t(`mark.${mark}`)}
                  </Tag>
                ))}
              </Space>
            ),
          },
          ...(maySign
            ? [
                {
                  key: 'dissent',
                  width: 92,
                  render: (_: unknown, entry: SignedEntry) => (
                    <Button size="small" onClick={() => setDissenting(entry)}>
                      {t('dissent.action')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {signing && side !== null && (
        <SignDialog
          file={file}
          entries={signing}
          side={side}
          account={hand.account!}
          numberOf={numberOf}
          onClose={() => setSigning(null)}
          onSigned={() => {
            setSigning(null);
            setPicked([]);
          }}
        />
      )}
      {repairing && (
        <Suspense fallback={null}>
          <RepairDialog file={file} markers={markers ?? []} onClose={() => setRepairing(false)} />
        </Suspense>
      )}
      {dissenting && side !== null && (
        <DissentDialog
          caseId={file.id}
          entryKey={dissenting.key}
          side={side}
          number={numberOf(dissenting.content.markerId)}
          onClose={() => setDissenting(null)}
        />
      )}
    </section>
  );
}

/** One record: what was measured and what that proves, photos, both signatures, dissent. */
function RecordDetail({ file, entry }: { file: CaseFile; entry: SignedEntry }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const { mayWrite } = usePermissions();
  const { measured, photos } = entry.content;
  const movement = file.movements[entry.key];
  const signatures = signaturesOf(file.file, entry.key);
  const dissents = dissentsOf(file.file, entry.key);
  return (
    <div className="record-detail">
      {measured ? <Measured measured={measured} /> : <p className="quiet">{t('measured.none')}</p>}
      {movement && <MovementTest movement={movement} />}
      {photos.length > 0 && mayWrite && (
        <div className="boundary-photos">
          {photos.map((sha256, index) => (
            <img
              key={sha256}
              src={photoUrl(sha256)}
              alt={t('photos.alt', { number: index + 1 })}
              width={132}
              loading="lazy"
            />
          ))}
        </div>
      )}
      <div className="signatures">
        {(['first', 'second'] as const).map((side) => {
          const signature = signatures[side];
          return (
            <figure key={side} data-side={side} data-signed={signature !== undefined}>
              <figcaption className="quiet">{t(`sign.${side}`)}</figcaption>
              {signature ? (
                <>
                  <svg
                    viewBox={`0 0 ${signatureBox.width} ${signatureBox.height}`}
                    role="img"
                    aria-label={t('sign.drawnBy', { account: signature.author })}
                    data-content="data"
                  >
                    <path d={signature.content.drawing} className="signature-path" />
                  </svg>
                  <Data>{signature.author}</Data> · {formatInstant(signature.recordedAt, language)}
                </>
              ) : (
                <span className="quiet">{t('sign.notSigned')}</span>
              )}
            </figure>
          );
        })}
      </div>
      {dissents.map(({ key, author, content }) => (
        <p key={key} className="case-dissent">
          <strong>{t('dissent.of', { side: t(`sign.${content.side}`) })}</strong> <Data>{content.words}</Data>{' '}
          <span className="quiet">
            (<Data>{author}</Data>)
          </span>
        </p>
      ))}
      <p className="quiet hash-line">
        {t('file.contentHash')} <code>{entry.contentHash}</code>
      </p>
    </div>
  );
}

function Measured({ measured }: { measured: MeasuredPosition }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const metres = (value: number | null, digits: number) =>
    value === null ? null : t('metres', { metres: formatNumber(value, language, digits) });
  const [longitude, latitude] = measured.position.coordinates;
  return (
    <Facts
      title={t('measured.title')}
      rows={[
        [
          'position',
          t('marker.position'),
          <Data key="">
            {latitude!.toFixed(7)}°, {longitude!.toFixed(7)}°
          </Data>,
        ],
        ['sourceCrs', t('marker.sourceCrs'), text(wordOf('crs', measured.sourceCrs))],
        [
          'sigmaM',
          t('marker.sigma'),
          measured.sigmaM === null ? (
            <>
              <Unknown /> <span className="quiet">{t('measured.provesNothing')}</span>
            </>
          ) : (
            metres(measured.sigmaM, 3)
          ),
        ],
        ['heightM', t('marker.height'), <Known key="" value={metres(measured.heightM, 3)} />],
        [
          'heightDatum',
          t('marker.heightDatum'),
          <Known key="" value={measured.heightDatum && text(wordOf('datum', measured.heightDatum))} />,
        ],
        ['method', t('marker.method'), text(wordOf('method', measured.method))],
        [
          'readings',
          t('measured.readings'),
          t('measured.readingsOf', { readings: measured.readings, rejected: measured.rejected }),
        ],
        ['measuredAt', t('measured.at'), formatInstant(measured.measuredAt, language)],
      ]}
    />
  );
}

/** What the server's movement test says, with both σ; without both it proves nothing. */
function MovementTest({ movement }: { movement: Movement }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const metres = (value: number | null) => (
    <Known value={value === null ? null : t('metres', { metres: formatNumber(value, language, 3) })} />
  );
  return (
    <div data-testid="movement" data-verdict={movement.verdict}>
      <Facts
        title={t('movement.title')}
        rows={[
          [
            'verdict',
            t('movement.verdict'),
            <span key="">
              <strong>{t(`movement.${movement.verdict}`)}</strong>
              {movement.reasons.map((reason) => (
                <div key={reason.en} className="quiet">
                  {text(reason)}
                </div>
              ))}
            </span>,
          ],
          ['distanceM', t('movement.distance'), metres(movement.distanceM)],
          ['thresholdM', t('movement.threshold'), metres(movement.thresholdM)],
          ['sigmaRegisteredM', t('movement.sigmaRegistered'), metres(movement.sigmaRegisteredM)],
          ['sigmaMeasuredM', t('movement.sigmaMeasured'), metres(movement.sigmaMeasuredM)],
          [
            'heightDifferenceM',
            t('movement.heightDifference'),
            movement.heightReason === null ? (
              metres(movement.heightDifferenceM)
            ) : (
              <>
                <Unknown /> <span className="quiet">{text(movement.heightReason)}</span>
              </>
            ),
          ],
        ]}
      />
    </div>
  );
}
