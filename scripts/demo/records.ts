/** One record of the data set, ready to be created on its day. */
export interface SeedRecord<Body> {
  id: string;
  effectiveFrom: string;
  /** Day on which the record ends; absent = still valid. */
  effectiveTo?: string;
  body: Body;
}

/** A later change to a record: `update` holds only the fields of the body that change. */
export interface SeedUpdate<Body> {
  id: string;
  effectiveFrom: string;
  update: Partial<Body>;
}

/** What every generated record names as its source. */
export const demoSource = '演示数据';

export const countyId = (code: string) => `d${code}`;
export const townshipId = (code: string) => `d${code}`;
export const villageId = (code: string) => `v${code}`;
export const cityId = 'd1308';

/** Day from which divisions are on record, and the day on which 平泉市 took the place of 平泉县. */
export const divisionsFrom = '2010-01-01';
export const pingquanFrom = '2017-04-10';

/** Day from which a county, its townships and villages are on record. */
export const countyFrom = (countyCode: string) => (countyCode === '130881' ? pingquanFrom : divisionsFrom);
