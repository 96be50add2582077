import { Alert, Button, DatePicker, Form, Radio, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { coordinateSystems } from '../../gis-data/catalogue/index.ts';
import {
  type DryRunResult,
  type FileNote,
  type ImportUpload,
  type SavedMapping,
  type SheetPreview,
  type Vocabulary,
} from '../../server/exchange/contract.ts';
import { useSession } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { isoDateValue } from '../facilities/FieldInput.tsx';
import { today } from '../facilities/today.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { kindOptions, otherRegisters } from './UploadStep.tsx';

/** Kind under which the server lists columns and guesses when each row states its kind. */
export const mixedKind = 'mixed';
/** The user's statement that the file has no coordinates. */
export const noCoordinates = 'none';

export interface FileOptions {
  sheet: string;
  /** A kind's id, or `mixed`. */
  kind: string;
  /** A coordinate system's id, or `none`. */
  crs: string;
  effectiveFrom: string;
  emptyMeansUnknown: boolean;
  /** Agrees that a point of a line or an area stands for the position. */
  shapesAsPoints: boolean;
  /** Saved mapping that is used; `null`: none. */
  savedId: string | null;
  vocabulary: Vocabulary;
}

/** The options that a dry run was made with, as this step asks for them. */
export const fileOptionsOf = ({ sheet, asOf, options }: DryRunResult): FileOptions => ({
  sheet,
  kind: options.kind ?? mixedKind,
  crs: options.sourceCrs ?? noCoordinates,
  effectiveFrom: options.effectiveFrom ?? asOf,
  emptyMeansUnknown: options.emptyMeansUnknown,
  shapesAsPoints: options.shapesAsPoints,
  savedId: null,
  vocabulary: options.vocabulary,
});

type Saved = ImportUpload['saved'][number];

/** What a saved mapping fills in here; a system of coordinates only where it has one. */
const optionsOfSaved = ({ sheet, mapping }: Saved) => ({
  sheet,
  savedId: mapping.id,
  kind: mapping.options.kind ?? mixedKind,
  ...(mapping.options.sourceCrs === null ? {} : { crs: mapping.options.sourceCrs }),
  emptyMeansUnknown: mapping.options.emptyMeansUnknown,
  shapesAsPoints: mapping.options.shapesAsPoints,
});

interface OptionsStepProps {
  upload: ImportUpload;
  initial: FileOptions | null;
  onBack(): void;
  onNext(options: FileOptions): void;
}

/** Asks what the file itself does not say: sheet, kind, coordinate system, effective date. */
export function OptionsStep({ upload, initial, onBack, onNext }: OptionsStepProps) {
  const { t } = useTranslation('import');
  const text = useText();
  const language = useLanguage();
  const firstDay = useSession().data?.asOfDefault ?? today();
  const [form] = Form.useForm<FileOptions>();
  const fitting = upload.saved.find((s) => s.sameHeadings);
  const firstSheet = upload.sheets.find((s) => !s.hidden && s.rowCount > 0) ?? upload.sheets[0];
  const sheetName = Form.useWatch('sheet', form) ?? firstSheet?.name;
  const sheet = upload.sheets.find((s) => s.name === sheetName);
  return (
    <div style={{ maxWidth: 640 }}>
      <FileFacts upload={upload} />
      <Notes notes={sheet?.notes ?? []} />
      <Form<FileOptions>
        form={form}
        layout="vertical"
        initialValues={
          initial ?? {
            sheet: firstSheet?.name,
            kind: upload.suggestedKind ?? undefined,
            effectiveFrom: firstDay,
            crs: statedCrs(firstSheet),
            emptyMeansUnknown: false,
            shapesAsPoints: false,
            savedId: null,
            ...(fitting ? optionsOfSaved(fitting) : {}),
          }
        }
        onFinish={(values) => onNext({ ...values, vocabulary: vocabularyFor(values, upload, initial) })}
        onValuesChange={(changed: Partial<FileOptions>) => {
          const saved = upload.saved.find((s) => s.mapping.id === changed.savedId);
          if (saved) form.setFieldsValue(optionsOfSaved(saved));
          if (changed.sheet === undefined) return;
          form.setFieldsValue({ crs: statedCrs(upload.sheets.find((s) => s.name === changed.sheet)) });
        }}
      >
        {upload.saved.length > 0 && (
          <Form.Item name="savedId" label={t('savedMapping')} extra={t('savedMappingHelp')}>
            <Select
              options={[
                { value: null, label: t('savedMappingNone') },
                ...distinctSaved(upload.saved).map(({ mapping }) => ({
                  value: mapping.id,
                  label: <Data>{mapping.name}</Data>,
                })),
              ]}
            />
          </Form.Item>
        )}
        <Form.Item
          name="sheet"
          label={upload.sheets.some((s) => s.layer) ? t('layer') : t('sheet')}
          extra={sheet && sheet.headerRow > 0 && t('headerRow', { row: String(sheet.headerRow) })}
          hidden={upload.sheets.length < 2}
        >
          <Select
            data-content="data"
            options={upload.sheets.map((s) => ({
              value: s.name,
              label:
                t('sheetOption', { name: s.name, rows: formatNumber(s.rowCount, language) }) +
                (s.hidden ? ` · ${t('sheetHidden')}` : ''),
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')} rules={[{ required: true, message: t('kindRequired') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[{ value: mixedKind, label: t('kindMixed') }, ...kindOptions(text), otherRegisters(t, text)]}
          />
        </Form.Item>
        <Form.Item
          name="crs"
          label={t('crs')}
          extra={statedCrs(sheet) === undefined ? t('crsHelp') : t('crsFromFile')}
          rules={[{ required: true, message: t('crsRequired') }]}
        >
          <Select
            placeholder={t('crsRequired')}
            options={[
              ...coordinateSystems.map((c) => ({ value: c.id, label: `${text(c.label)} · ${c.id}` })),
              { value: noCoordinates, label: t('crsNone') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="effectiveFrom"
          label={t('effectiveFrom')}
          extra={t('effectiveFromHelp')}
          rules={[{ required: true, message: t('effectiveFrom') }]}
          {...isoDateValue}
        >
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item name="emptyMeansUnknown" label={t('emptyCells')}>
          <Radio.Group
            options={[
              { value: false, label: t('emptyKeeps') },
              { value: true, label: t('emptyForgets') },
            ]}
          />
        </Form.Item>
        {hasShapes(sheet) && (
          <Form.Item name="shapesAsPoints" label={t('shapes')} extra={t('shapesHelp')}>
            <Radio.Group
              options={[
                { value: false, label: t('shapesRefused') },
                { value: true, label: t('shapesAsPoints') },
              ]}
            />
          </Form.Item>
        )}
        <Space>
          <Button type="primary" htmlType="submit">
            {t('next')}
          </Button>
          <Button onClick={onBack}>{t('back')}</Button>
        </Space>
      </Form>
    </div>
  );
}

/** Each saved mapping once, with the first sheet that it fits. */
const distinctSaved = (saved: readonly Saved[]) =>
  saved.filter((one, index) => saved.findIndex((s) => s.mapping.id === one.mapping.id) === index);

/** Words go with the saved mapping, or stay as they were while the kind does. */
function vocabularyFor(values: FileOptions, upload: ImportUpload, initial: FileOptions | null): Vocabulary {
  const saved = savedFor(values, upload);
  if (saved && values.savedId !== initial?.savedId) return saved.options.vocabulary;
  return initial?.kind === values.kind ? initial.vocabulary : {};
}

/** The saved mapping that is used, where it is for the chosen kind. */
export const savedFor = ({ savedId, kind }: FileOptions, upload: ImportUpload): SavedMapping | undefined =>
  upload.saved.find(({ mapping }) => mapping.id === savedId && (mapping.options.kind ?? mixedKind) === kind)?.mapping;

/** The coordinate system that the file states, or shows by its eastings. */
const statedCrs = (sheet: SheetPreview | undefined): string | undefined =>
  sheet?.layer?.zoneTwin ?? sheet?.layer?.crs?.id ?? undefined;

const hasShapes = (sheet: SheetPreview | undefined): boolean =>
  Object.keys(sheet?.layer?.shapes ?? {}).some((type) => type !== 'Point' && type !== 'none');

function FileFacts({ upload }: { upload: ImportUpload }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const rows = upload.sheets.reduce((sum, sheet) => sum + sheet.rowCount, 0);
  return (
    <p style={{ marginTop: 0 }}>
      <Data>{upload.import.fileName}</Data> · {t('rowCount', { rows: formatNumber(rows, language) })}
      {upload.encoding && ` · ${t('encoding', { encoding: upload.encoding })}`}
    </p>
  );
}

/** What the reader has to say of the file as a whole. */
export function Notes({ notes }: { notes: readonly FileNote[] }) {
  const { t } = useTranslation('import');
  const changes = useTranslation('changes');
  const text = useText();
  if (notes.length === 0) return null;
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 12 }}
      title={t('fileNotes')}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {notes.map((note, index) => (
            <li key={index}>
              {note.row !== undefined && `${changes.t('problemRow', { row: note.row })}: `}
              <span data-content="data">{text(note.message)}</span>
            </li>
          ))}
        </ul>
      }
    />
  );
}
