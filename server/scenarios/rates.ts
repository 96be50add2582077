import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { z } from 'zod';
import { facilityKinds, planningActions } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import type { Actor } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import { writeAudit } from '../registry/store.ts';
import type { CostRate, costRateBody } from './contract.ts';
import * as store from './store.ts';

type Tx = Transaction<Schema>;
type RateInput = z.output<typeof costRateBody>;

/** The table of rates that prices planning actions; users edit it. One rate for each action, subject and measure. */
export interface CostRates {
  list(): Promise<CostRate[]>;
  /** @throws Problem invalid for a measure, kind or function that does not fit; conflict for a rate that is there already */
  create(actor: Actor, input: RateInput): Promise<CostRate>;
  /** Replaces a rate; one of the demonstration becomes the user's own. @throws Problem also not-found, stale-version */
  replace(actor: Actor, id: string, ifMatch: number, input: RateInput): Promise<CostRate>;
  remove(actor: Actor, id: string, ifMatch: number): Promise<CostRate>;
  /** Puts the demonstration's rates into a table that nobody has touched: rates that users removed stay removed. */
  loadDemonstration(actor: Actor, rates: readonly RateInput[]): Promise<void>;
}

export function createCostRates(db: Kysely<Schema>): CostRates {
  async function existing(tx: Tx, id: string, ifMatch: number): Promise<CostRate> {
    const rate = await store.rateById(tx, id, true);
    if (!rate) throw problems.notFound({ zh: '这条费率', en: 'rate' });
    if (rate.version !== ifMatch) throw stale(rate, ifMatch);
    return rate;
  }

  async function insert(tx: Tx, actor: Actor, input: RateInput, demo: boolean): Promise<CostRate> {
    const id = randomUUID();
    await store.insertRate(tx, { ...input, id, demo, updatedBy: actor.name });
    await audit(tx, actor, 'cost-rate.create', id, { ...input });
    return (await store.rateById(tx, id))!;
  }

  return {
    list: () => store.listRates(db),

    async create(actor, input) {
      refuseMisfit(input);
      return db.transaction().execute((tx) => insert(tx, actor, input, false));
    },

    async replace(actor, id, ifMatch, input) {
      refuseMisfit(input);
      return db.transaction().execute(async (tx) => {
        const before = await existing(tx, id, ifMatch);
        await store.updateRate(tx, { ...input, id, demo: false, updatedBy: actor.name });
        await audit(tx, actor, 'cost-rate.change', id, { before: { yuan: before.yuan }, ...input });
        return (await store.rateById(tx, id))!;
      });
    },

    remove: (actor, id, ifMatch) =>
      db.transaction().execute(async (tx) => {
        const rate = await existing(tx, id, ifMatch);
        await store.deleteRate(tx, id);
        await audit(tx, actor, 'cost-rate.remove', id, { ...rate });
        return rate;
      }),

    loadDemonstration: (actor, rates) =>
      db.transaction().execute(async (tx) => {
        if (await store.hadRates(tx)) return;
        for (const rate of rates) await insert(tx, actor, rate, true);
      }),
  };
}

const audit = (tx: Tx, actor: Actor, action: string, id: string, about: Record<string, unknown>) =>
  writeAudit(tx, actor, action, `cost-rate/${id}`, null, about);

const stale = ({ id, version }: CostRate, ifMatch: number) =>
  problems.stale([
    {
      path: `cost-rate/${id}`,
      code: 'stale-version',
      message: {
        zh: `依据第 ${ifMatch} 版修改,现为第 ${version} 版`,
        en: `Made against version ${ifMatch}; the rate is at version ${version}`,
      },
    },
  ]);

/** A rate must be stated by a measure of its action, for a kind and a function that there are. */
function refuseMisfit({ action, per, facilityKind, functionId }: RateInput): void {
  const errors: ProblemItem[] = [];
  if (!planningActions.find(({ id }) => id === action)!.per.includes(per)) {
    errors.push({
      field: 'per',
      code: 'measure-not-of-action',
      message: { zh: '这项措施不按此计量', en: 'The action is not measured so' },
    });
  }
  const kind = facilityKinds.find(({ id }) => id === facilityKind);
  if (facilityKind !== null && !kind) {
    errors.push({
      field: 'facilityKind',
      code: 'unknown-kind',
      message: { zh: `没有“${facilityKind}”这类设施`, en: `There is no kind "${facilityKind}"` },
    });
  }
  const offering = kind ? [kind] : facilityKinds;
  if (functionId !== null && !offering.some(({ functions }) => (functions as readonly string[]).includes(functionId))) {
    errors.push({
      field: 'functionId',
      code: 'function-not-of-kind',
      message: { zh: `没有“${functionId}”这项功能`, en: `There is no function "${functionId}" here` },
    });
  }
  if (functionId !== null && action !== 'addFunction') {
    errors.push({
      field: 'functionId',
      code: 'function-without-use',
      message: { zh: '只有增设功能才按功能计价', en: 'Only added functions are priced by function' },
    });
  }
  if (errors.length > 0) throw problems.invalid(errors);
}
