import { reservedWords } from '../../gis-data/naming/index.ts';
import { comparable } from '../place-names/naming/characters.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ReservedWordBody } from './contract.ts';

/** Rules for one changed word of the bureau's lists. */
export function reservedWordRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const { word, kind, everyday, listedOn } = effect.after as unknown as ReservedWordBody;
  const written = comparable(word);
  const findings: Finding[] = [];
  const say = (severity: Finding['severity'], code: string, field: string, zh: string, en: string) =>
    findings.push(finding(severity, code, { zh, en }, effect, field));
  const isTwice = [...after.records.reservedWord].some(
    ([id, other]) => id !== effect.id && other.kind === kind && comparable(other.word) === written,
  );
  if (isTwice) say('block', 'word-twice', 'word', `名单中已有“${word}”`, `“${word}” is on this list already`);
  const shipped = reservedWords.find((other) => other.kind === kind && other.word === written);
  if (shipped?.everyday === everyday)
    say('note', 'word-shipped', 'word', `随附名单中已有“${word}”`, `“${word}” is on the shipped list already`);
  if ([...written].length < 2 && !everyday) {
    const zh = '单字会使许多地名不能通过;请改为“也是常用词”或补全';
    const en = 'One character would refuse many names; mark it as an everyday word, or write it in full';
    say('warn', 'word-short', 'word', zh, en);
  }
  if (listedOn > after.asOf) say('warn', 'date-in-future', 'listedOn', '日期在将来', 'The date lies in the future');
  const bearing = [...after.records.placeName.values()].filter(
    ({ standardName, status }) => status === 'inUse' && standardName.includes(written),
  );
  if (effect.op === 'create' && bearing.length > 0) {
    const some = bearing.slice(0, 5).map(({ standardName }) => standardName);
    say(
      'note',
      'word-in-use',
      'word',
      `现有 ${bearing.length} 条地名含此词(${some.join('、')}${bearing.length > some.length ? '等' : ''});不受影响,只约束新的申请`,
      `${bearing.length} place names have it now (${some.join(', ')}${bearing.length > some.length ? ', …' : ''}); they stay, only new applications are held to it`,
    );
  }
  return findings;
}
