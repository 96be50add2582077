import { bytesText, useWords } from '../app/words.ts';
import './areas.css';
import { totalOf, type AreaSizes } from './prepare.ts';

/** What parts of an area weigh. */
export function SizeTable({ sizes, caption }: { sizes: AreaSizes; caption: string }) {
  const { t } = useWords();
  const parts = ['records', 'basemap', 'photos'] as const;
  return (
    <table className="sizes" data-sizes={totalOf(sizes)}>
      <caption>{caption}</caption>
      <tbody>
        {parts.map((part) => (
          <tr key={part}>
            <th scope="row">{t(`areas.part.${part}`)}</th>
            <td>{bytesText(sizes[part])}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('areas.part.total')}</th>
          <td>{bytesText(totalOf(sizes))}</td>
        </tr>
      </tbody>
    </table>
  );
}
