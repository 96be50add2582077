import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commonFacilityFields, facilityFields, facilityKinds } from '../../gis-data/catalogue/index.ts';
import type { AccessibilityReport } from '../../server/coverage/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Analysis } from './Analysis.tsx';
import { useAccessibility, type Question } from './queries.ts';

type Row = AccessibilityReport['townships'][number];

/** Label of a numeric field, whichever kind has it. */
const fieldLabel = (id: string) =>
  [...commonFacilityFields, ...facilityKinds.flatMap((kind) => [...facilityFields(kind.id)])].find(
    (field) => field.id === id,
  )?.label;

/** Two-step floating catchment: capacity per 1,000 people aged 60+ within reach, by township. */
export function Accessibility({ question, onOpen }: { question: Question; onOpen(townshipId: string): void }) {
  const { t } = useTranslation('coverage');
  const [method, setMethod] = useState<AccessibilityReport['method']>('2sfca');
  const query = useAccessibility(question, method);
  return (
    <>
      <Segmented
        size="small"
        aria-label={t('accessibility.method')}
        value={method}
        onChange={setMethod}
        options={[
          { value: '2sfca' as const, label: '2SFCA' },
          { value: 'e2sfca' as const, label: 'E2SFCA' },
        ]}
      />
      <Analysis query={query} path="/api/v1/coverage/accessibility">
        {(report) => <Scores report={report} onOpen={onOpen} />}
      </Analysis>
    </>
  );
}

function Scores({ report, onOpen }: { report: AccessibilityReport; onOpen(townshipId: string): void }) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const language = useLanguage();
  const capacity = fieldLabel(report.capacityField);
  const highest = Math.max(...report.townships.map(({ score }) => score ?? 0), 0);
  return (
    <>
      <p className="quiet">{t(`accessibility.help_${report.method}`)}</p>
      <p>
        {t('accessibility.capacity')}: {capacity ? text(capacity) : report.capacityField} · {t('accessibility.gini')}:{' '}
        <strong data-testid="gini">{report.gini === null ? '—' : formatNumber(report.gini, language, 3)}</strong>
      </p>
      {report.weights.length > 0 && (
        <p className="quiet">
          {t('accessibility.weights')}{' '}
          {report.weights
            .map(({ minutes, weight }) =>
              t('accessibility.weight', {
                minutes: formatNumber(minutes, language, 1),
                weight: formatNumber(weight, language, 2),
              }),
            )
            .join(language === 'zh' ? ';' : '; ')}
        </p>
      )}
      {report.facilitiesWithoutCapacity.length > 0 && (
        <p className="quiet">
          {t('accessibility.withoutCapacity', {
            facilities: formatNumber(report.facilitiesWithoutCapacity.length, language),
          })}
        </p>
      )}
      {report.facilitiesUncertain.length > 0 && (
        <p className="quiet">
          {t('accessibility.uncertain', { facilities: formatNumber(report.facilitiesUncertain.length, language) })}
        </p>
      )}
      <Table<Row>
        size="small"
        rowKey="divisionId"
        data-testid="accessibility"
        dataSource={report.townships}
        pagination={{ pageSize: 25, size: 'small', showSizeChanger: false }}
        scroll={{ x: 400 }}
        rowClassName="row-clickable"
        onRow={(row) => ({ onClick: () => onOpen(row.divisionId) })}
        columns={[
          { title: t('table.township'), width: 130, render: (_, row) => <Data>{row.name}</Data> },
          {
            title: t('accessibility.score'),
            sorter: (a, b) => (a.score ?? -1) - (b.score ?? -1),
            defaultSortOrder: 'ascend',
            render: (_, row) =>
              row.score === null ? (
                t('verdict.unknown')
              ) : (
                <span className="score">
                  <span className="score-number">{formatNumber(row.score, language, 1)}</span>
                  <i
                    className="score-bar"
                    style={{ inlineSize: `${highest > 0 ? (row.score / highest) * 100 : 0}px` }}
                  />
                </span>
              ),
          },
          {
            title: t('points.people60'),
            width: 90,
            align: 'right',
            sorter: (a, b) => a.population60 - b.population60,
            render: (_, row) => formatNumber(row.population60, language),
          },
        ]}
      />
    </>
  );
}
