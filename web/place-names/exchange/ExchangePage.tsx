import { DownloadOutlined, PrinterOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Segmented, Select, Space, Table, Tag } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { coordinateSystems } from '../../../gis-data/catalogue/index.ts';
import type { NameRow, NamesImport } from '../../../server/place-names/exchange/contract.ts';
import { printSheets } from '../../../server/place-names/products/contract.ts';
import { withQuery } from '../../api/client.ts';
import { useSession } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import { importNames, useDivisionChoices } from './queries.ts';
import '../styles.css';
import '../translations.ts';
import './styles.css';

/** What goes out of the register of place names, and what comes in from files. */
export default function ExchangePage() {
  const { t } = useTranslation('placeNames');
  const { mayWrite } = usePermissions();
  const [division, setDivision] = useState<string | null>(null);
  return (
    <section className="page names-exchange" aria-label={t('exchange.title')}>
      <PlaceNameParts />
      <header className="page-header">
        <h1>{t('exchange.title')}</h1>
      </header>
      <DivisionChoice value={division} onChange={setDivision} />
      <Gazetteers division={division} />
      <Exports division={division} />
      {mayWrite ? <Import /> : <p className="quiet">{t('exchange.signIn')}</p>}
    </section>
  );
}

function DivisionChoice({ value, onChange }: { value: string | null; onChange(id: string | null): void }) {
  const { t } = useTranslation('placeNames');
  const [{ asOf }] = useView();
  const choices = useDivisionChoices(asOf);
  return (
    <label className="names-exchange-division">
      <span>{t('exchange.division')}</span>
      <Select<string>
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('exchange.division')}
        placeholder={t('exchange.wholeCity')}
        value={value}
        onChange={(id: string | undefined) => onChange(id ?? null)}
        options={choices.map(({ id, name }) => ({ value: id, label: name }))}
        optionRender={({ label }) => <Data>{label}</Data>}
        labelRender={({ label }) => <Data>{label}</Data>}
      />
    </label>
  );
}

const printSheetNames = Object.keys(printSheets) as (keyof typeof printSheets)[];

/** 地名录, 地名志 and 地名图 of a division, to be handed in or printed. */
function Gazetteers({ division }: { division: string | null }) {
  const { t } = useTranslation('placeNames');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const choices = useDivisionChoices(asOf);
  const signedIn = Boolean(useSession().data?.user);
  const [kind, setKind] = useState<'list' | 'histories'>('list');
  const divisionId = division ?? choices.find(({ level }) => level === 'city')?.id;
  const address = (format: 'docx' | 'html') =>
    withQuery('/api/v1/place-names/gazetteer', { divisionId, kind, format, asOf, lang: language });
  const disabled = divisionId === undefined || !signedIn;
  return (
    <section>
      <h2>{t('exchange.gazetteer')}</h2>
      <p className="quiet">{t('exchange.gazetteerHelp')}</p>
      <Space wrap>
        <Segmented
          value={kind}
          onChange={setKind}
          options={[
            { value: 'list', label: t('exchange.list') },
            { value: 'histories', label: t('exchange.histories') },
          ]}
        />
        <Button icon={<DownloadOutlined />} href={address('docx')} disabled={disabled} data-testid="gazetteer-docx">
          {t('exchange.docx')}
        </Button>
        <Button icon={<PrinterOutlined />} href={address('html')} target="_blank" disabled={disabled}>
          {t('exchange.print')}
        </Button>
        {printSheetNames.map((sheet) => (
          <Button
            key={sheet}
            icon={<PrinterOutlined />}
            href={withQuery('/api/v1/place-names/print-map', { divisionId, sheet, asOf, lang: language })}
            target="_blank"
            disabled={disabled}
          >
            {t('exchange.printMap', { sheet })}
          </Button>
        ))}
        {!signedIn && <span className="quiet">{t('exchange.gazetteerSignIn')}</span>}
      </Space>
    </section>
  );
}

function Exports({ division }: { division: string | null }) {
  const { t } = useTranslation('placeNames');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const query = { divisionId: division, asOf, lang: language };
  return (
    <section>
      <h2>{t('exchange.export')}</h2>
      <p className="quiet">{t('exchange.exportHelp')}</p>
      <Space wrap>
        {(['xlsx', 'csv', 'geojson'] as const).map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined />}
            href={withQuery('/api/v1/place-names/export', { ...query, format })}
          >
            {t(`exchange.formats.${format}`)}
          </Button>
        ))}
        <Button href={withQuery('/api/v1/place-names/linked-data', query)} target="_blank">
          {t('exchange.linkedData')}
        </Button>
      </Space>
    </section>
  );
}

/** A file is read first and changes nothing: its good rows wait as a draft that is looked at and committed. */
function Import() {
  const { t } = useTranslation('placeNames');
  const language = useLanguage();
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const [crs, setCrs] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [result, setResult] = useState<NamesImport | null>(null);

  async function read(file: File) {
    setBusy(true);
    setRefusal(null);
    setResult(null);
    try {
      setResult(await importNames(file, crs!));
    } catch (error) {
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section>
      <h2>{t('exchange.import')}</h2>
      <p className="quiet">{t('exchange.importHelp')}</p>
      <Space wrap>
        <Button
          icon={<DownloadOutlined />}
          href={withQuery('/api/v1/place-names/import-template', { format: 'xlsx', lang: language })}
        >
          {t('exchange.template')}
        </Button>
        <Select<string>
          className="names-exchange-crs"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('exchange.crs')}
          placeholder={t('exchange.crs')}
          value={crs}
          onChange={setCrs}
          options={coordinateSystems.map(({ id, label }) => ({ value: id, label: `${text(label)} · ${id}` }))}
        />
        <input
          ref={input}
          type="file"
          hidden
          accept=".xlsx,.csv,.geojson,.json"
          data-testid="names-file"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) void read(file);
            target.value = '';
          }}
        />
        <Button
          type="primary"
          icon={<UploadOutlined />}
          disabled={crs === null}
          loading={busy}
          onClick={() => input.current?.click()}
        >
          {t('exchange.choose')}
        </Button>
      </Space>
      {refusal !== null && <ProblemAlert error={refusal} />}
      {result && <ImportResult result={result} />}
    </section>
  );
}

const statusColors = { added: 'green', changed: 'blue', unchanged: undefined, rejected: 'red' } as const;

function ImportResult({ result }: { result: NamesImport }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const { counts, notes, rows, changeSetId } = result;
  return (
    <div data-testid="names-import">
      <Space wrap className="names-exchange-counts">
        {(['added', 'changed', 'unchanged', 'rejected'] as const).map((status) => (
          <Tag key={status} color={statusColors[status]} data-status={status} data-count={counts[status]}>
            {t(`exchange.statuses.${status}`)} {counts[status]}
          </Tag>
        ))}
        {changeSetId && <Link to={`/changes/${changeSetId}`}>{t('exchange.draft')}</Link>}
      </Space>
      {notes.map(({ code, message }) => (
        <p key={code}>{text(message)}</p>
      ))}
      <Table<NameRow>
        size="small"
        rowKey="row"
        dataSource={rows.filter(({ status, reasons }) => status !== 'unchanged' || reasons.length > 0)}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('exchange.row'), dataIndex: 'row', width: 80 },
          { title: t('exchange.name'), dataIndex: 'name', render: (name: string) => <Data>{name}</Data> },
          {
            title: t('exchange.status'),
            dataIndex: 'status',
            width: 120,
            render: (status: NameRow['status']) => (
              <Tag color={statusColors[status]}>{t(`exchange.statuses.${status}`)}</Tag>
            ),
          },
          {
            title: t('exchange.reasons'),
            dataIndex: 'reasons',
            render: (reasons: NameRow['reasons']) => (
              <ul className="names-exchange-reasons">
                {reasons.map(({ code, field, message }, i) => (
                  <li key={`${code} ${i}`}>
                    {field && <Data>{field}</Data>} {text(message)}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </div>
  );
}
