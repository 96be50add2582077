import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';

/** A heading that names what it is about: interface text, then data. */
export function TitledData({ title, data }: { title: string; data: string }) {
  return (
    <>
      {title}
      {useLanguage() === 'zh' ? ':' : ': '}
      <Data>{data}</Data>
    </>
  );
}
