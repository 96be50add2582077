import { Drawer, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { indicatorDefinition, statisticEntry } from '../../gis-data/catalogue/index.ts';
import { shareOf, type StatedFigure, type StatisticCell } from '../../server/statistics/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { TitledData } from '../changes/TitledData.tsx';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { partsOf } from './entries.ts';
import { useSeries } from './queries.ts';

/** All periods of one indicator and division, the newest first. */
export function FigureHistory({
  cell,
  divisionName,
  asOf,
  onClose,
}: {
  cell: StatisticCell;
  divisionName: string;
  asOf: string | null;
  onClose(): void;
}) {
  const { t } = useTranslation('statistics');
  const text = useText();
  const series = useSeries(cell.indicatorId, cell.divisionId, asOf);
  const name = text(indicatorDefinition(cell.indicatorId).name);
  return (
    <Drawer
      open
      title={<TitledData title={`${t('history')} · ${name}`} data={divisionName} />}
      size={760}
      onClose={onClose}
      data-testid="figure-history"
    >
      <Answer query={series}>
        {({ items }) =>
          items[0] ? (
            <Periods periods={items[0].periods} indicatorId={cell.indicatorId} />
          ) : (
            <EmptyState text={t('noHistory')} />
          )
        }
      </Answer>
    </Drawer>
  );
}

function Periods({ periods, indicatorId }: { periods: readonly StatedFigure[]; indicatorId: string }) {
  const { t } = useTranslation('statistics');
  const text = useText();
  const language = useLanguage();
  const entry = statisticEntry(indicatorId)!;
  const number = (amount: number | null) => (amount === null ? t('unknown') : formatNumber(amount, language, 2));
  const share = (figure: StatedFigure) => {
    const known = shareOf(figure);
    return known === null ? t('unknown') : `${formatNumber(known * 100, language, 1)}%`;
  };
  return (
    <Table<StatedFigure>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={periods}
      columns={[
        { title: t('colPeriod'), dataIndex: 'periodEnd', width: 110 },
        ...partsOf(entry).map((part) => ({
          title: part === 'value' ? t('count') : text(entry.parts![part]),
          align: 'right' as const,
          render: (_: unknown, figure: StatedFigure) => number(figure[part]),
        })),
        ...(entry.parts
          ? [
              {
                title: t('share'),
                align: 'right' as const,
                render: (_: unknown, figure: StatedFigure) => share(figure),
              },
            ]
          : []),
        {
          title: t('colSource'),
          render: (_, figure) => (
            <>
              <Data>{figure.sourceDocument}</Data> {figure.demo && <Tag color="gold">{t('demo')}</Tag>}
            </>
          ),
        },
        { title: t('colStated'), width: 110, render: (_, figure) => figure.statedOn ?? t('unknown') },
      ]}
    />
  );
}
