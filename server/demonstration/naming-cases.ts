import type { NamingDocumentKind, NamingStep } from '../../gis-data/catalogue/index.ts';
import { namingSteps } from '../../gis-data/catalogue/index.ts';
import type { CaseEntryContent, NamingProposal } from '../naming-cases/contract.ts';
import type { WrittenCase } from '../naming-cases/service.ts';
import type { PlaceNameBody } from '../place-names/contract.ts';
import { daysAfter } from '../registry/today.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { keyFor } from './key-for.ts';

/** How far a case of the demonstration has come. Days are counted back from the day on which it is loaded. */
interface Course {
  countyCode: string;
  /** What is named, or which hamlet of the county, by its order, gets which name; null: its name is given up. */
  named: { name: string; category: string } | { hamlet: number; name: string | null };
  reason: string;
  openedDaysAgo: number;
  /** Days ago on which each step was done, from the first one. */
  doneDaysAgo: readonly number[];
  end?: { kind: 'refused' | 'withdrawn'; daysAgo: number; reason: string };
}

/** One case at each step; of those under a legal limit one is overdue and one is nearly due. All of it is invented. */
const courses: readonly Course[] = [
  {
    countyCode: '130881',
    named: { name: '柳溪石桥路', category: '23000' },
    reason: '新建道路,方便群众出行和投递(演示)',
    openedDaysAgo: 4,
    doneDaysAgo: [],
  },
  {
    countyCode: '130824',
    named: { hamlet: 0, name: '清泉新村' },
    reason: '与邻县村庄同名,群众办事常被混淆(演示)',
    openedDaysAgo: 21,
    doneDaysAgo: [18],
  },
  {
    countyCode: '130826',
    named: { hamlet: 0, name: null },
    reason: '整村搬迁,原址已复垦(演示)',
    openedDaysAgo: 40,
    doneDaysAgo: [36, 20],
  },
  {
    countyCode: '130802',
    named: { name: '威尼斯花园', category: '22100' },
    reason: '新建住宅区命名(演示)',
    openedDaysAgo: 33,
    doneDaysAgo: [30, 17, 9],
  },
  {
    countyCode: '130821',
    named: { name: '杏花岭街', category: '23000' },
    reason: '城区主干道延伸段命名(演示)',
    openedDaysAgo: 60,
    doneDaysAgo: [56, 44, 35, 26],
  },
  {
    countyCode: '130825',
    named: { hamlet: 1, name: '双河口' },
    reason: '恢复老地名,传承地名文化(演示)',
    openedDaysAgo: 70,
    doneDaysAgo: [66, 50, 38, 27, 14],
  },
  {
    countyCode: '130827',
    named: { name: '滨河文化公园', category: '25000' },
    reason: '公园建成开放(演示)',
    openedDaysAgo: 75,
    doneDaysAgo: [71, 60, 48, 39, 29, 17],
  },
  {
    countyCode: '130822',
    named: { name: '中央国际广场', category: '26000' },
    reason: '商业楼盘命名(演示)',
    openedDaysAgo: 50,
    doneDaysAgo: [46, 34],
    end: { kind: 'refused', daysAgo: 28, reason: '名称刻意夸大,与实际用途、规模不符(演示)' },
  },
  {
    countyCode: '130828',
    named: { hamlet: 2, name: '新兴屯' },
    reason: '村民提议更名(演示)',
    openedDaysAgo: 45,
    doneDaysAgo: [41],
    end: { kind: 'withdrawn', daysAgo: 30, reason: '征求意见后多数村民主张保留原名,申请单位撤回(演示)' },
  },
];

const documentTitles: Readonly<Partial<Record<NamingDocumentKind, string>>> = {
  applicationForm: '地名申请书(演示)',
  expertReport: '专家论证意见(演示)',
  reviewOpinion: '审核意见(演示)',
  approval: '关于地名的批复(演示)',
  filing: '地名备案报告(演示)',
  notice: '地名公告(演示)',
};

/** Documents that come with each step. */
const documentOf: Readonly<Record<NamingStep, NamingDocumentKind | null>> = {
  application: 'applicationForm',
  assessment: 'expertReport',
  review: 'reviewOpinion',
  approval: 'approval',
  filing: 'filing',
  gazetting: 'notice',
  register: null,
};

/**
 * Applications of the demonstration (演示数据).
 * @param on ISO day from which their days are counted back
 */
export function demonstrationNamingCases({ records }: Pick<Snapshot, 'records'>, on: string): WrittenCase[] {
  return courses.flatMap((course, i) => {
    const county = [...records.division].find(
      ([, { code, level }]) => level === 'county' && code === course.countyCode,
    );
    if (county === undefined) return [];
    const hamlets = [...records.placeName]
      .filter(
        ([, name]) => name.demo && name.category === '22200' && name.countyId === county[0] && name.status === 'inUse',
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const proposal = proposalOf(course, county[0], hamlets);
    return proposal === null ? [] : [written(course, i, proposal, county[1].name, on)];
  });
}

function proposalOf(
  { named }: Course,
  countyId: string,
  hamlets: readonly (readonly [string, PlaceNameBody])[],
): NamingProposal | null {
  const blank = { pinyin: null, origin: null, meaning: null };
  if (!('hamlet' in named)) {
    const place = { townshipId: null, villageId: null, namesDivisionId: null, geometry: null };
    return {
      kind: 'naming',
      name: { ...blank, ...place, standardName: named.name, category: named.category, countyId },
    };
  }
  const placeNameId = hamlets[named.hamlet]?.[0];
  if (placeNameId === undefined) return null;
  return named.name === null
    ? { kind: 'cancellation', placeNameId }
    : { kind: 'renaming', placeNameId, name: { ...blank, standardName: named.name } };
}

function written(course: Course, position: number, proposal: NamingProposal, county: string, on: string): WrittenCase {
  const office = `${county}民政局`;
  const entries: WrittenCase[number][] = [];
  const write = (daysAgo: number, content: CaseEntryContent) =>
    entries.push({
      key: keyFor(`naming case ${position} ${entries.length}`),
      // Cannot be that of an account that signs in: user names hold no `·`.
      author: `演示·${office}`,
      recordedAt: `${daysAfter(on, -daysAgo)}T02:00:00.000Z`,
      content,
    });
  write(course.openedDaysAgo, {
    ...{ kind: 'opened', proposal, reason: course.reason, applicant: office },
    ...{ on: daysAfter(on, -course.openedDaysAgo), demo: true },
  });
  course.doneDaysAgo.forEach((daysAgo, i) => {
    const { id: step } = namingSteps[i]!;
    const kind = documentOf[step];
    if (kind !== null) {
      const document = { kind, title: documentTitles[kind]!, number: null, date: daysAfter(on, -daysAgo) };
      write(daysAgo, { kind: 'document', document });
    }
    if (step !== 'register') {
      write(daysAgo, { kind: 'stepDone', step, on: daysAfter(on, -daysAgo), note: '' });
    }
  });
  const { end } = course;
  if (end !== undefined) {
    write(end.daysAgo, { kind: end.kind, on: daysAfter(on, -end.daysAgo), reason: end.reason });
  }
  return entries;
}
