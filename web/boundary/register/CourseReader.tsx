import { FileSearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { coordinateSystems } from '../../../gis-data/catalogue/index.ts';
import type { ReadCourse } from '../../../server/boundary/contract.ts';
import { api } from '../../api/client.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { formatNumber } from '../../ui/format.ts';

const readCourse = (content: Blob, crs: string) =>
  api<ReadCourse>('/api/v1/boundary-lines/course', { method: 'POST', query: { crs }, body: content });

/** Reads the course of a line from a file or from pasted text, in the coordinate system that is stated; never guessed. */
export function CourseReader({
  value,
  onChange,
}: {
  value?: ReadCourse | null;
  onChange?(course: ReadCourse | null): void;
}) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [crs, setCrs] = useState<string | null>(null);
  const [pasted, setPasted] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);

  async function read(content: Blob) {
    setBusy(true);
    setRefusal(null);
    try {
      onChange?.(await readCourse(content, crs!));
    } catch (error) {
      onChange?.(null);
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="course-reader" data-testid="course-reader">
      <Select<string>
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('marker.sourceCrs')}
        placeholder={t('form.courseCrs')}
        value={crs}
        onChange={setCrs}
        options={coordinateSystems.map(({ id, label }) => ({ value: id, label: `${text(label)} · ${id}` }))}
      />
      <Input.TextArea
        rows={3}
        spellCheck={false}
        aria-label={t('form.courseText')}
        placeholder={t('form.courseText')}
        value={pasted}
        onChange={({ target }) => setPasted(target.value)}
      />
      <input
        ref={input}
        type="file"
        // Forms of Ant Design show files' inputs, `hidden` or not.
        style={{ display: 'none' }}
        accept=".geojson,.json,.kml,.csv,.txt"
        data-testid="course-file"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void read(file);
          target.value = '';
        }}
      />
      <div className="course-actions">
        <Button
          icon={<FileSearchOutlined />}
          disabled={crs === null}
          loading={busy}
          onClick={() => input.current?.click()}
        >
          {t('form.courseFile')}
        </Button>
        <Button
          disabled={crs === null || pasted.trim() === ''}
          loading={busy}
          onClick={() => void read(new Blob([pasted], { type: 'text/plain' }))}
        >
          {t('form.courseRead')}
        </Button>
      </div>
      {refusal !== null && <ProblemAlert error={refusal} />}
      {value && (
        <p data-testid="course-read">
          {t('form.courseIs', {
            pieces: formatNumber(value.pieces, language),
            points: formatNumber(value.points, language),
            km: formatNumber(value.lengthKm, language, 3),
          })}
        </p>
      )}
    </div>
  );
}
