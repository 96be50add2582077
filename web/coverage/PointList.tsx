import { ArrowLeftOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoveragePoint, CoverageReport } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { useSize } from '../ui/use-size.ts';
import { downloadPoints } from './csv.ts';
import { PointReasonText, PointVerdict } from './PointVerdict.tsx';

const verdictOrder: Record<CoveragePoint['verdict'], number> = { uncovered: 0, unknown: 1, covered: 2 };

/** Points of a township, each with its verdict and the reason. */
export const TownshipPoints = memo(function TownshipPoints({
  report,
  name,
  points,
  chosenId,
  onChoose,
  onBack,
}: {
  report: CoverageReport;
  name: string;
  points: readonly CoveragePoint[];
  chosenId: string | null;
  onChoose(point: CoveragePoint): void;
  onBack(): void;
}) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const [container, size] = useSize<HTMLDivElement>();
  const count = (value: number | null) => (value === null ? t('verdict.unknown') : formatNumber(value, language));
  return (
    <div className="evidence-table" data-testid="township-points" data-rows={points.length}>
      <div className="evidence-controls">
        <Button size="small" icon={<ArrowLeftOutlined />} onClick={onBack}>
          {t('points.back')}
        </Button>
        <strong>
          <Data>{name}</Data>
        </strong>
        <span className="quiet evidence-count">
          {t('points.count', { points: formatNumber(points.length, language) })}
        </span>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          aria-label={t('table.download')}
          title={t('table.download')}
          onClick={() => downloadPoints(report, points, name, t, language)}
        />
      </div>
      <div ref={container} className="fill">
        <Table<CoveragePoint>
          size="small"
          rowKey="divisionId"
          dataSource={[...points]}
          pagination={false}
          scroll={{ x: 470, y: Math.max(size.height - 40, 90) }}
          locale={{ emptyText: t('points.empty') }}
          rowClassName={(point) => (point.divisionId === chosenId ? 'row-selected' : 'row-clickable')}
          onRow={(point) => ({ onClick: () => onChoose(point), 'data-point': point.divisionId })}
          columns={[
            {
              title: t('points.name'),
              width: 110,
              render: (_, point) => (
                <button type="button" className="link" onClick={() => onChoose(point)}>
                  <Data>{point.name}</Data>
                </button>
              ),
            },
            {
              title: t('points.people60'),
              width: 78,
              align: 'right',
              sorter: (a, b) => (a.population60 ?? -1) - (b.population60 ?? -1),
              render: (_, point) => count(point.population60),
            },
            {
              title: t('points.verdict'),
              width: 92,
              sorter: (a, b) => verdictOrder[a.verdict] - verdictOrder[b.verdict],
              render: (_, point) => <PointVerdict verdict={point.verdict} />,
            },
            {
              title: t('points.reason'),
              render: (_, point) => <PointReasonText point={point} question={report.question} />,
            },
          ]}
        />
      </div>
    </div>
  );
});
