import { namingSteps, type Language } from '../../gis-data/catalogue/index.ts';
import { daysAfter } from '../registry/today.ts';
import type { NamingCaseSummary } from './contract.ts';

const LINE_OCTETS = 75;

/** Text in an iCalendar value (RFC 5545, 3.3.11). */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

/** Lines of at most 75 octets, longer ones continued after a space, no character cut apart (RFC 5545, 3.1). */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > LINE_OCTETS) {
      parts.push(part);
      part = ' ';
    }
    part += character;
  }
  return [...parts, part].join('\r\n');
}

const day = (date: string): string => date.replaceAll('-', '');

/**
 * Deadlines as an iCalendar feed (RFC 5545): one whole-day event for each case with a limit, on its last day, with a
 * reminder the day before.
 * @param stamp moment of the feed
 */
export function calendarFeed(cases: readonly NamingCaseSummary[], language: Language, stamp: Date): string {
  const words =
    language === 'zh'
      ? { name: '地名业务期限', demo: '(演示数据)' }
      : { name: 'Deadlines of place-name cases', demo: ' (demonstration data)' };
  const moment = `${stamp.toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
  const events = cases.flatMap(({ id, step, due, currentName, proposedName, applicant, demo }) => {
    if (step === null || due === null) return [];
    const label = namingSteps.find((one) => one.id === step)!.label[language];
    const name = [currentName, proposedName].filter((part) => part !== null).join(' → ');
    return [
      'BEGIN:VEVENT',
      `UID:${id}-${step}@yizhangtu`,
      `DTSTAMP:${moment}`,
      `DTSTART;VALUE=DATE:${day(due)}`,
      `DTEND;VALUE=DATE:${day(daysAfter(due, 1))}`,
      `SUMMARY:${escaped(`${label}: ${name}${demo ? words.demo : ''}`)}`,
      `DESCRIPTION:${escaped(applicant)}`,
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(label)}`,
      'TRIGGER:-P1D',
      'END:VALARM',
      'END:VEVENT',
    ];
  });
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Yizhangtu//Naming cases//ZH',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(words.name)}`,
    ...events,
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
