import { Alert, Button, Select, Space, Table, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  DryRunResult,
  ImportOptionsInput,
  ImportUpload,
  RowDecisions,
  SheetPreview,
  TargetColumn,
} from '../../server/exchange/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';
import { fileOptionsOf, mixedKind, noCoordinates, savedFor, type FileOptions } from './OptionsStep.tsx';
import { dryRun } from './queries.ts';
import { useAbortable } from './use-abortable.ts';
import { Working } from '../ui/Working.tsx';

/** Target column → heading in the file; `null`: not imported. */
export type Mapping = Record<string, string | null>;

interface MappingStepProps {
  upload: ImportUpload;
  options: FileOptions;
  initial: Mapping | null;
  /** Taken after an earlier dry run. */
  decisions: RowDecisions;
  onBack(): void;
  onChecked(mapping: Mapping, result: DryRunResult): void;
}

const coordinateTargets = new Set(['x', 'y', 'accuracyM']);

/** Columns that this file may fill: without coordinates, none of theirs. */
const targetsOf = (upload: ImportUpload, { kind, crs }: FileOptions): TargetColumn[] =>
  (upload.targets[kind] ?? [])
    .filter((target) => crs !== noCoordinates || !coordinateTargets.has(target.id))
    .filter((target) => kind === mixedKind || target.id !== 'kind');

function guessedMapping(targets: readonly TargetColumn[], sheet: SheetPreview, kind: string): Mapping {
  const guesses = sheet.guesses[kind] ?? {};
  return Object.fromEntries(targets.map(({ id }) => [id, guesses[id]?.column ?? null]));
}

/** The saved mapping's columns where one is used, else the guesses. */
function firstMapping(
  upload: ImportUpload,
  options: FileOptions,
  targets: readonly TargetColumn[],
  sheet: SheetPreview,
): Mapping {
  const saved = savedFor(options, upload)?.options.mapping;
  if (!saved) return guessedMapping(targets, sheet, options.kind);
  return Object.fromEntries(targets.map(({ id }) => [id, saved[id] ?? null]));
}

/** The mapping that a dry run was made with, over all columns that the file may fill. */
export function mappingOf(upload: ImportUpload, result: DryRunResult): Mapping {
  const targets = targetsOf(upload, fileOptionsOf(result));
  return Object.fromEntries(targets.map(({ id }) => [id, result.mapping[id] ?? null]));
}

function importOptionsOf(options: FileOptions, sheet: SheetPreview, mapping: Mapping): ImportOptionsInput {
  const withoutCoordinates: Mapping = options.crs === noCoordinates ? { x: null, y: null, accuracyM: null } : {};
  return {
    sheet: sheet.name,
    // A layer has fields and no row of headings.
    headerRow: sheet.layer === null ? sheet.headerRow : undefined,
    kind: options.kind === mixedKind ? null : options.kind,
    sourceCrs: options.crs === noCoordinates ? null : options.crs,
    mapping: { ...mapping, ...withoutCoordinates },
    effectiveFrom: options.effectiveFrom,
    emptyMeansUnknown: options.emptyMeansUnknown,
    shapesAsPoints: options.shapesAsPoints,
    vocabulary: options.vocabulary,
  };
}

/** Says which column of the file fills which field of the register, then starts the dry run. */
export function MappingStep({ upload, options, initial, decisions, onBack, onChecked }: MappingStepProps) {
  const { t } = useTranslation('import');
  const text = useText();
  const sheet = upload.sheets.find((s) => s.name === options.sheet)!;
  const targets = targetsOf(upload, options);
  const [mapping, setMapping] = useState(() => initial ?? firstMapping(upload, options, targets, sheet));
  const check = useAbortable();
  const missing = targets.filter((target) => target.required && mapping[target.id] === null);
  const used = Object.values(mapping).filter((column) => column !== null);
  const repeated = used.find((column, index) => used.indexOf(column) !== index);
  const unused = sheet.columns.filter((column) => !used.includes(column));

  async function start() {
    const result = await check.run((signal) =>
      dryRun(upload.import.id, { ...importOptionsOf(options, sheet, mapping), decisions }, signal),
    );
    if (result) onChecked(mapping, result);
  }

  if (check.running) return <Working label={t('checking')} onStop={check.stop} />;
  return (
    <div style={{ maxWidth: 1000 }}>
      {check.error !== null && <ProblemAlert error={check.error} />}
      <p style={{ marginTop: 0 }}>{t('mappingIntro')}</p>
      <MappingTable
        targets={targets}
        sheet={sheet}
        guesses={sheet.guesses[options.kind] ?? {}}
        mapping={mapping}
        onChange={(id, column) => setMapping({ ...mapping, [id]: column })}
      />
      {unused.length > 0 && (
        <p>
          {t('columnsUnused')}: <Data>{unused.join('、')}</Data>
        </p>
      )}
      {missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('requiredMissing', { fields: missing.map((m) => text(m.label)).join(' · ') })}
        />
      )}
      {repeated !== undefined && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              {t('columnTwice')}: <Data>{repeated}</Data>
            </>
          }
        />
      )}
      <Space style={{ marginTop: 12 }}>
        <Button type="primary" disabled={missing.length > 0 || repeated !== undefined} onClick={() => void start()}>
          {t('runCheck')}
        </Button>
        <Button onClick={onBack}>{t('back')}</Button>
      </Space>
    </div>
  );
}

interface MappingTableProps {
  targets: readonly TargetColumn[];
  sheet: SheetPreview;
  guesses: SheetPreview['guesses'][string];
  mapping: Mapping;
  onChange(targetId: string, column: string | null): void;
}

function MappingTable({ targets, sheet, guesses, mapping, onChange }: MappingTableProps) {
  const { t } = useTranslation('import');
  const text = useText();
  return (
    <Table<TargetColumn>
      size="small"
      rowKey="id"
      data-testid="mapping-table"
      dataSource={[...targets]}
      pagination={false}
      scroll={{ y: 'calc(100vh - 380px)', x: 760 }}
      columns={[
        { title: t('target'), width: 260, render: (_, target) => <TargetName target={target} /> },
        {
          title: t('column'),
          width: 260,
          render: (_, target) => (
            <Space size={6}>
              <Select
                aria-label={text(target.label)}
                style={{ width: 190 }}
                allowClear
                showSearch
                placeholder={t('notImported')}
                value={mapping[target.id] ?? undefined}
                onChange={(column: string | undefined) => onChange(target.id, column ?? null)}
                options={sheet.columns.map((column) => ({ value: column, label: column, title: '' }))}
                optionRender={(option) => <Data>{option.label}</Data>}
                labelRender={(option) => <Data>{option.label ?? option.value}</Data>}
              />
              {guesses[target.id] && guesses[target.id]!.column === mapping[target.id] && <Tag>{t('guessed')}</Tag>}
            </Space>
          ),
        },
        {
          title: t('samples'),
          render: (_, target) => <Samples sheet={sheet} column={mapping[target.id] ?? null} />,
        },
      ]}
    />
  );
}

function TargetName({ target }: { target: TargetColumn }) {
  const { t } = useTranslation('import');
  const text = useText();
  const help = text(target.help);
  const name = (
    <span tabIndex={help ? 0 : undefined} style={help ? { borderBottom: '1px dotted' } : undefined}>
      {text(target.label)}
      {target.unit && ` (${text(target.unit)})`}
    </span>
  );
  return (
    <Space size={6}>
      {help ? <Tooltip title={help}>{name}</Tooltip> : name}
      {target.required && <Tag color="red">{t('requiredColumn')}</Tag>}
    </Space>
  );
}

const shownSamples = 3;

function Samples({ sheet, column }: { sheet: SheetPreview; column: string | null }) {
  if (column === null) return null;
  const index = sheet.columns.indexOf(column);
  const values = sheet.sample.flatMap(({ cells }) => cells[index] ?? []).slice(0, shownSamples);
  return <Data>{values.join(' | ')}</Data>;
}
