import type { Tags } from './network-sketch.ts';
import type { Random } from '../../server/random.ts';

const nameFirst = [...'祥福康宁和兴文锦翠玉华新永安丰瑞怡雅景明'];
const nameSecond = [...'平远达通泰昌盛民乐山'];

/** An invented street's name, marked so that nobody takes it for a real street. */
export const streetName = (random: Random, ending: string) =>
  `${random.pick(nameFirst)}${random.pick(nameSecond)}${ending} 演示`;

/** A way's tags with the mark that every way carries. */
export const demoTags = (tags: Tags): Tags => ({ ...tags, source: '演示数据 (generated)' });
