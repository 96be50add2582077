import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import type { DependenceReport } from '../../server/coverage/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Analysis } from './Analysis.tsx';
import { useDependence, type Question } from './queries.ts';

type Row = DependenceReport['facilities'][number];

/** Facilities by how many people have no other within reach; choosing one shows these people on the map. */
export function Dependence({
  question,
  chosenId,
  onChoose,
}: {
  question: Question;
  chosenId: string | null;
  onChoose(facility: Row): void;
}) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const language = useLanguage();
  const query = useDependence(question);
  return (
    <Analysis query={query} path="/api/v1/coverage/dependence">
      {(report) => (
        <>
          <p className="quiet">{t('dependence.help')}</p>
          <Table<Row>
            size="small"
            rowKey="facilityId"
            data-testid="dependence"
            dataSource={[...report.facilities].sort((a, b) => b.loses60 - a.loses60)}
            pagination={{ pageSize: 20, size: 'small', showSizeChanger: false }}
            locale={{ emptyText: t('dependence.none') }}
            scroll={{ x: 430 }}
            rowClassName={(row) => (row.facilityId === chosenId ? 'row-selected' : 'row-clickable')}
            onRow={(row) => ({ onClick: () => onChoose(row), 'data-facility': row.facilityId })}
            columns={[
              {
                title: t('dependence.facility'),
                render: (_, row) => (
                  <>
                    <button type="button" className="link" onClick={() => onChoose(row)}>
                      <Data>{row.name}</Data>
                    </button>
                    <div className="quiet">{text(facilityKind(row.kind).label)}</div>
                  </>
                ),
              },
              {
                title: t('dependence.loses60'),
                width: 100,
                align: 'right',
                sorter: (a, b) => a.loses60 - b.loses60,
                render: (_, row) => formatNumber(row.loses60, language),
              },
              {
                title: t('dependence.loses80'),
                width: 90,
                align: 'right',
                sorter: (a, b) => a.loses80 - b.loses80,
                render: (_, row) => formatNumber(row.loses80, language),
              },
              {
                title: t('dependence.points'),
                width: 80,
                align: 'right',
                render: (_, row) => formatNumber(row.pointIds.length, language),
              },
            ]}
          />
        </>
      )}
    </Analysis>
  );
}
