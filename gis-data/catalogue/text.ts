/** A wording in the two interface languages. Chinese is the authority; English is a translation. */
export interface Text {
  zh: string;
  en: string;
}

export type Language = keyof Text;

export const text = (zh: string, en: string): Text => ({ zh, en });
