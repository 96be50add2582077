import { describe, expect, it } from 'vitest';
import { existingName, namingSettings, proposedName } from '../../../server/place-names/naming/contract.ts';
import { namingEngine } from '../../../server/place-names/naming/engine.ts';
import { NameIndex } from '../../../server/place-names/naming/name-index.ts';
import { namingCases } from './naming-cases.ts';

const engine = namingEngine(namingSettings.parse({}));
const home = { province: '13', county: '130802', township: '130802100', builtUpArea: 'town', important: false };
/** A day on which all the laws of today are in force. */
const today = '2025-12-01';

describe('the law, case by case', () => {
  it('has at least 120 cases', () => {
    expect(namingCases.length).toBeGreaterThanOrEqual(120);
  });

  it.each(
    namingCases.map(
      (one, position) =>
        [
          `${position + 1} ${[...one.proposed.text].slice(0, 20).join('')} ${one.proposed.date ?? ''} — ${one.law}`,
          one,
        ] as const,
    ),
  )('%s', (_, { proposed, beside, finds, clause }) => {
    const index = new NameIndex(
      beside.map((name, position) => existingName.parse({ ...home, id: String(position + 1), ...name })),
    );
    const { findings } = engine.check(proposedName.parse({ ...home, date: today, ...proposed }), index, {
      suggest: false,
    });
    expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(finds);
    if (clause === null) return;
    const [first] = findings;
    const cited = `${first!.clause.document.zh} ${first!.clause.place.zh}`;
    const [document, place] = clause.split(' ') as [string, string];
    expect(cited).toContain(document);
    expect(first!.clause.place.zh).toBe(place);
    if (first!.collision) expect(first!.collision.id).toBe('1');
  });
});
