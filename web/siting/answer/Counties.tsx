import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { WhereAnswer } from '../../../server/siting/contract.ts';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { CountDelta, Delta } from '../../coverage/Delta.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatAmount, formatNumber } from '../../ui/format.ts';

type County = WhereAnswer['counties'][number];

const shareOf = (covered: number, people: number) => (people === 0 ? null : covered / people);

/** People covered before and after, in all and county by county. */
export function Counties({ answer }: { answer: WhereAnswer }) {
  const { t } = useTranslation(['siting', 'coverage']);
  const language = useLanguage();
  const { before, after, counties } = answer;
  const shown = (share: number | null) => (share === null ? '—' : formatAmount(share, 'ratio', language));
  const change = after.covered - before.covered;
  return (
    <section aria-label={t('answer.people')}>
      <p className="siting-headline" data-testid="covered" data-before={before.covered} data-after={after.covered}>
        {t('answer.covered')} <CountDelta before={before.covered} after={after.covered} />
        {change !== 0 && (
          <span className="quiet">
            {' '}
            {t(change > 0 ? 'answer.more' : 'answer.fewer', { people: formatNumber(Math.abs(change), language) })}
          </span>
        )}
      </p>
      <p className="quiet">
        {t('answer.uncovered', { people: formatNumber(after.uncovered, language) })}
        {after.unknown > 0 && <> · {t('answer.unknown', { people: formatNumber(after.unknown, language) })}</>}
      </p>
      <Table<County>
        size="small"
        rowKey="countyId"
        pagination={false}
        dataSource={counties}
        scroll={{ x: 400 }}
        data-testid="counties"
        columns={[
          { title: t('answer.county'), render: (_, row) => <Data>{row.name}</Data> },
          {
            title: t('answer.countyPeople'),
            width: 84,
            align: 'right',
            sorter: (a, b) => a.people - b.people,
            render: (_, row) => formatNumber(row.people, language),
          },
          {
            title: t('answer.countyCovered'),
            width: 138,
            align: 'right',
            sorter: (a, b) => a.coveredAfter - a.coveredBefore - (b.coveredAfter - b.coveredBefore),
            render: (_, row) => <CountDelta before={row.coveredBefore} after={row.coveredAfter} />,
          },
          {
            title: t('answer.countyShare'),
            width: 132,
            align: 'right',
            sorter: (a, b) => (shareOf(a.coveredAfter, a.people) ?? -1) - (shareOf(b.coveredAfter, b.people) ?? -1),
            render: (_, row) => (
              <Delta
                before={shown(shareOf(row.coveredBefore, row.people))}
                after={shown(shareOf(row.coveredAfter, row.people))}
              />
            ),
          },
        ]}
      />
    </section>
  );
}
