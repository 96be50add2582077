import type { Random } from '../../server/random.ts';

const villageFirst = [...'大小东西南北上下前后', '头道', '二道', '三道', '四道'];
const villageMiddle = [...'石松柳榆杨桦杏梨枣栗槐椴桃清白青红黄黑金银龙凤虎鹿鹤泉岩平长高深双'];
const villageLast = [
  ...['沟', '营', '峪', '梁', '台', '湾', '甸', '坡', '岭', '洼', '川', '泉', '店', '庄', '屯', '坎'],
  ...['杖子', '沟门', '营子', '窝铺', '山根', '河东', '河西', '甸子'],
];
const communityFirst = [...'祥福康宁和兴文锦翠玉华新永安丰瑞怡雅景明'];
const communityLast = [...'苑园泰阳庭里安和馨盛府坊居桥'];
const brandFirst = [...'松柏鹤桑晚夕霞枫秋暖颐怡长春慈恩静悦'];
const brandLast = [...'龄颐园馨乐寿康和泰安怡宁'];

/** Draws invented names without repeating one within its scope. */
export class Names {
  private readonly used = new Set<string>();

  constructor(private readonly random: Random) {}

  village(): string {
    return this.unused(() => {
      const first = this.random.chance(0.55) ? this.random.pick(villageFirst) : '';
      return `${first}${this.random.pick(villageMiddle)}${this.random.pick(villageLast)}村`;
    });
  }

  community(): string {
    return this.unused(() => `${this.random.pick(communityFirst)}${this.random.pick(communityLast)}社区`);
  }

  /** The distinctive part of an institution's name. */
  brand(): string {
    return this.unused(() => `${this.random.pick(brandFirst)}${this.random.pick(brandLast)}`);
  }

  private unused(draw: () => string): string {
    for (;;) {
      const name = draw();
      if (!this.used.has(name)) {
        this.used.add(name);
        return name;
      }
    }
  }
}
