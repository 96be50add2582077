import { ProblemError, type ServerText } from '../../api/client.ts';
import { NoRoomError } from '../areas/prepare.ts';
import { isFull } from '../store/room.ts';
import { bytesText, useWords } from './words.ts';

/** Why something was not done, in words; nothing while there is no error. */
export function Refusal({ error }: { error: unknown }) {
  const { t, language } = useWords();
  if (error === null || error === undefined) return null;
  const said = (text: ServerText) => (typeof text === 'string' ? text : text[language]);
  const words = () => {
    if (error instanceof NoRoomError)
      return t('areas.noRoom', { needed: bytesText(error.needed), left: bytesText(error.left) });
    if (isFull(error)) return t('room.full');
    if (error instanceof ProblemError) {
      const { title, detail } = error.problem;
      return detail ? `${said(title)}:${said(detail)}` : said(title);
    }
    return error instanceof Error ? error.message : String(error);
  };
  return (
    <p className="refusal" role="alert">
      {t('failed')} — {words()}
    </p>
  );
}
