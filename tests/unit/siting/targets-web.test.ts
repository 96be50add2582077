import { describe, expect, it } from 'vitest';
import { sitingRequest } from '../../../server/siting/contract.ts';
import {
  lacksValue,
  readTargetsAsk,
  targetChoices,
  targetsBody,
  writeTargetsAsk,
} from '../../../web/siting/targets/targets-view.ts';

describe('the targets that can be chosen', () => {
  it('are those with a target and those that follow from facilities, for which a value is to be given', () => {
    const without = targetChoices.filter(({ target }) => !target).map(({ key }) => key);
    expect(without).toEqual([
      'careCircle',
      'careCircle.slow',
      'careCircle.fast',
      'townshipPeople',
      'townshipPeople.within15',
    ]);
    expect(targetChoices.map(({ key }) => key)).toContain('8');
    const read = (search: string) => readTargetsAsk(new URLSearchParams(search));
    const asked = read('t=8,careCircle.slow,townshipPeople:0.5');
    expect(asked.targets.map(lacksValue)).toEqual([false, true, false]);
    const targets = asked.targets.map((target) => ({ ...target, value: target.value ?? 0.4 }));
    const written = writeTargetsAsk('', { targets });
    expect(read(written).targets).toEqual(targets);
    expect(sitingRequest.parse(targetsBody(read(written), null))).toMatchObject({ targets });
  });
});
