import { markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import { signConditions } from '../../../gis-data/catalogue/place-name-signs.ts';
import { inspectionChecklists } from '../../../server/inspection/contract.ts';
import { useLive } from '../app/use-live.ts';
import { useWords } from '../app/words.ts';
import { database } from '../store/database.ts';
import type { StoredItem } from '../sync/outbox-store.ts';

/** Names what is in the outbox, in the words of the view. */
export function useItemTitle(): (stored: StoredItem) => string {
  const { t, word } = useWords();
  const markers = useLive(() => database.markers.toArray(), []);
  const signs = useLive(() => database.signs.toArray(), []);
  const numberOf = (id: string) => markers?.find((marker) => marker.id === id)?.number ?? id;
  return ({ item }) => {
    if (!item) return t('outbox.forgotten');
    if (item.kind === 'markerEdit') return t('outbox.edit', { number: numberOf(item.markerId) });
    if (item.kind === 'signEdit') {
      const sign = signs?.find(({ id }) => id === item.signId);
      const condition = signConditions.find(({ id }) => id === item.fields.condition);
      const name = sign?.placeName?.standardName ?? item.signId;
      return t('outbox.nameSign', { name, condition: condition ? word(condition.label) : '' });
    }
    const { content } = item.entry;
    switch (content.kind) {
      case 'fieldRecord': {
        const state = markerStates.find(({ id }) => id === content.state);
        const text = state ? word(state.label) : content.state;
        return t('outbox.record', { number: numberOf(content.markerId), state: text });
      }
      case 'repair':
        return t('outbox.kinds.repair', { number: numberOf(content.markerId) });
      case 'signature':
        return t('outbox.kinds.signature', { side: t(`sign.${content.side}`), count: content.of.length });
      case 'dissent':
        return t('outbox.kinds.dissent', { side: t(`sign.${content.side}`), words: content.words });
      case 'checklist': {
        const label = inspectionChecklists[content.step].find(({ id }) => id === content.item)?.label;
        return t('outbox.kinds.checklist', { item: label ? word(label) : content.item });
      }
      default:
        return t('outbox.entry');
    }
  };
}
