import type { ExistingName, ProposedNameInput } from '../../../server/place-names/naming/contract.ts';

/** A name that is proposed, the names that are there, and what the law says. */
export interface NamingCase {
  /** The words of the law that the case is written from. */
  law: string;
  /** Document and article that the first finding must cite; null where nothing is to be found. */
  clause: string | null;
  proposed: Partial<ProposedNameInput> & Pick<ProposedNameInput, 'text' | 'kind'>;
  beside: (Partial<ExistingName> & Pick<ExistingName, 'text' | 'kind'>)[];
  /** All findings, as severity and rule, in their order. */
  finds: string[];
}

type Proposed = NamingCase['proposed'];
type Beside = NamingCase['beside'][number];

const of1986 = '国发〔1986〕11号 第四条';
const of1996 = '民行发〔1996〕17号 第十四条';
const of2022 = '国务院令第753号 第九条';
const article3 = '民政部令第71号 第三条';
const article4 = '民政部令第71号 第四条';
const hebei = '省政府令〔2025〕第4号 第三条第(三)项';
const practice = '惯例 无条文';

/** Days on which the laws of the cases were in force. */
const in1990 = '1990-05-01';
const in2010 = '2010-05-01';
const in2023 = '2023-05-01';

const otherCounty = { county: '130803', township: '130803100', builtUpArea: 'other' };
const otherTownship = { township: '130802101', builtUpArea: 'other' };
const otherArea = { builtUpArea: 'other' };
const otherProvince = { province: '15', county: '150403', township: '150403100', builtUpArea: 'third' };

const group =
  (law: string, clause: string) =>
  (proposed: Proposed, beside: Beside[], ...finds: string[]): NamingCase => ({
    law,
    clause: finds.length > 0 ? clause : null,
    proposed,
    beside,
    finds,
  });

const duplicates1986 = group(
  '全国范围内的县、市以上名称,一个县、市内的乡、镇名称,一个城镇内的街道名称,一个乡内的村庄名称,不应重名,并避免同音',
  `${of1986}第(三)项`,
);
const persons1986 = group('一般不以人名作地名。禁止用国家领导人的名字作地名', `${of1986}第(二)项`);
const facilities1986 = group(
  '各专业部门使用的具有地名意义的台、站、港、场等名称,一般应与当地地名统一',
  `${of1986}第(四)项`,
);
const rare1986 = group('避免使用生僻字', `${of1986}第(五)项`);
const parts1996 = group(
  '标准地名原则上由专名和通名两部分组成。通名用字反映所称地理实体的地理属性(类别)。不单独使用通名词组作地名',
  of1996,
);
const townships2022 = group('乡镇、街道名称在省级行政区域内不重名,避免同音', of2022);
const villages2022 = group('村(居)民委员会所在地名称在县级行政区域内不重名,避免同音', of2022);
const builtUp2022 = group('街路巷、住宅区、楼宇名称在同一建成区内不重名,避免同音', of2022);
const nation2022 = group('重要自然地理实体、县级以上行政区划名称在全国范围内不重名,避免同音', of2022);
const leaders2022 = group('不以国家领导人的名字作地名', of2022);
const foreign2022 = group('不以外国人名、地名作地名', of2022);
const companies2022 = group('不以企业名称、商标名称作地名', of2022);
const rare2022 = group('避免使用通用规范汉字表以外的生僻字', of2022);
const fits2022 = group('名实相符:通名与实体的类别、规模相符', of2022);
const facilities2022 = group('设施名称一般应当与所在地地名统一', of2022);
const persons2024 = group('人名应当包括本名以及其别名、化名等,文艺作品中的人物角色名称;不存在特定联系的除外', article3);
const companies2024 = group('不以企业名称或者商标名称作地名,不存在特定联系的除外', article4);
const hamlets2025 = group('村民委员会、居民委员会所在地名称,自然村名称', hebei);
const parts2022 = group('地名由专名和通名两部分组成(条文待核对)', of2022);
const features2022 = group('不以国内著名的自然地理实体名称作行政区划专名(条文待核对)', of2022);
const custom = group('没有条文:书写和位置的常识', practice);

export const namingCases: readonly NamingCase[] = [
  // 《地名管理条例》1986, art. 4 item 3
  duplicates1986(
    { text: '兴隆镇', kind: 'township', date: in2010 },
    [{ text: '兴隆镇', kind: 'township' }],
    'block duplicate-1986-townships',
  ),
  duplicates1986({ text: '兴隆镇', kind: 'township', date: in2010 }, [
    { text: '兴隆镇', kind: 'township', ...otherCounty },
  ]),
  duplicates1986({ text: '兴隆镇', kind: 'township', date: '2022-04-30' }, [
    { text: '兴隆镇', kind: 'township', ...otherCounty },
  ]),
  duplicates1986(
    { text: '平安县', kind: 'countyOrHigher', date: in1990 },
    [{ text: '平安县', kind: 'countyOrHigher', ...otherProvince }],
    'block duplicate-1986-divisions',
  ),
  custom(
    { text: '平安市', kind: 'countyOrHigher', date: in1990 },
    [{ text: '平安县', kind: 'countyOrHigher', ...otherProvince }],
    'warn same-specific-1986-divisions',
  ),
  duplicates1986(
    { text: '兴龙县', kind: 'countyOrHigher', date: in1990 },
    [{ text: '兴隆县', kind: 'countyOrHigher', ...otherProvince }],
    'warn homophone-1986-divisions',
  ),
  duplicates1986(
    { text: '新华街', kind: 'road', date: in1990 },
    [{ text: '新华街', kind: 'road' }],
    'block duplicate-1986-roads',
  ),
  duplicates1986({ text: '新华街', kind: 'road', date: in1990 }, [{ text: '新华街', kind: 'road', ...otherArea }]),
  duplicates1986(
    { text: '新花街', kind: 'road', date: in1990 },
    [{ text: '新华街', kind: 'road' }],
    'warn homophone-1986-roads',
  ),
  duplicates1986(
    { text: '杨树沟村', kind: 'village', date: in2010 },
    [{ text: '杨树沟村', kind: 'village' }],
    'block duplicate-1986-villages',
  ),
  duplicates1986({ text: '杨树沟村', kind: 'village', date: in2010 }, [
    { text: '杨树沟村', kind: 'village', ...otherTownship },
  ]),
  duplicates1986(
    { text: '杨树沟', kind: 'hamlet', date: in2010 },
    [{ text: '杨树沟', kind: 'hamlet' }],
    'block duplicate-1986-villages',
  ),
  duplicates1986({ text: '天河小区', kind: 'estate', date: in2010 }, [{ text: '天河小区', kind: 'estate' }]),
  duplicates1986({ text: '雾灵山', kind: 'naturalFeature', important: true, date: in2010 }, [
    { text: '雾灵山', kind: 'naturalFeature', important: true, ...otherProvince },
  ]),
  // before the first regulation there is none that this engine knows
  duplicates1986({ text: '兴隆镇', kind: 'township', date: '1986-01-22' }, [{ text: '兴隆镇', kind: 'township' }]),
  duplicates1986(
    { text: '兴隆镇', kind: 'township', date: '1986-01-23' },
    [{ text: '兴隆镇', kind: 'township' }],
    'block duplicate-1986-townships',
  ),

  // art. 4 items 2, 4, 5
  persons1986({ text: '毛泽东路', kind: 'road', date: in1990 }, [], 'block leader-1986'),
  persons1986({ text: '周恩来镇', kind: 'township', date: in2010 }, [], 'block leader-1986'),
  persons1986({ text: '雷锋路', kind: 'road', date: in1990 }, [], 'warn person-1986'),
  persons1986({ text: '万里路', kind: 'road', date: in1990 }, [], 'warn leader-1986'),
  persons1986({ text: '孙悟空路', kind: 'road', date: in2010 }, []),
  persons1986({ text: '巴黎路', kind: 'road', date: in2010 }, []),
  persons1986({ text: '碧桂园小区', kind: 'estate', date: in2010 }, []),
  facilities1986(
    { text: '东风站', kind: 'facility', locality: '上板城镇', date: in2010 },
    [],
    'warn place-of-facility-1986',
  ),
  facilities1986({ text: '上板城站', kind: 'facility', locality: '上板城镇', date: in2010 }, []),
  facilities1986({ text: '东风站', kind: 'facility', date: in2010 }, [], 'note place-of-facility-1986'),
  rare1986({ text: '𣵦沽镇', kind: 'township', date: in2010 }, [], 'warn rare-character-1986'),
  rare1986({ text: '滦河镇', kind: 'township', date: in2010 }, []),

  // 实施细则 1996, art. 14
  parts1996({ text: '幸福', kind: 'road', date: in2010 }, [], 'warn generic-missing-1996'),
  parts1996({ text: '幸福', kind: 'road', date: in1990 }, []),
  parts1996({ text: '大街', kind: 'road', date: in2010 }, [], 'block generic-alone-1996'),
  parts1996(
    { text: '广场', kind: 'building', date: in2010, facts: { siteAreaM2: 20_000, openShare: 0.5 } },
    [],
    'block generic-alone-1996',
  ),
  parts1996({ text: '幸福山庄', kind: 'road', date: in2010 }, [], 'warn generic-kind-1996'),
  parts1996({ text: '幸福路', kind: 'estate', date: in2010 }, [], 'warn generic-kind-1996'),
  parts1996(
    { text: '金山大厦', kind: 'building', date: in2010, facts: { floors: 6 } },
    [],
    'warn generic-threshold-1996',
  ),
  parts1996({ text: '幸福路', kind: 'road', date: in2010 }, []),

  // 条例 2022: townships within the province
  townships2022(
    { text: '兴隆镇', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township', ...otherCounty }],
    'block duplicate-2022-townships',
  ),
  townships2022(
    { text: '兴隆镇', kind: 'township', date: '2022-05-01' },
    [{ text: '兴隆镇', kind: 'township', ...otherCounty }],
    'block duplicate-2022-townships',
  ),
  townships2022({ text: '兴隆镇', kind: 'township' }, [{ text: '兴隆镇', kind: 'township', ...otherProvince }]),
  townships2022(
    { text: '兴龙镇', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township', ...otherCounty }],
    'warn homophone-2022-townships',
  ),
  townships2022({ text: '兴龙镇', kind: 'township' }, [{ text: '兴隆镇', kind: 'township', ...otherProvince }]),
  custom(
    { text: '兴隆乡', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township' }],
    'warn same-specific-2022-townships',
  ),
  custom(
    { text: '兴隆街道', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township', ...otherCounty }],
    'warn same-specific-2022-townships',
  ),
  townships2022(
    { text: '长山镇', kind: 'township' },
    [{ text: '常山镇', kind: 'township' }],
    'warn homophone-2022-townships',
  ),
  townships2022(
    { text: '涨山镇', kind: 'township' },
    [{ text: '长山镇', kind: 'township' }],
    'warn homophone-2022-townships',
  ),
  townships2022({ text: '涨山镇', kind: 'township' }, [{ text: '长山镇', kind: 'township', pinyin: 'Chángshān Zhèn' }]),
  townships2022({ text: '长山镇', kind: 'township', pinyin: 'Zhǎngshān Zhèn' }, [{ text: '常山镇', kind: 'township' }]),
  townships2022({ text: '兴隆镇', kind: 'township' }, [{ text: '兴隆村', kind: 'village' }]),
  townships2022({ text: '兴隆镇', kind: 'township', replacesId: '1' }, [{ text: '兴隆镇', kind: 'township' }]),
  townships2022(
    { text: '兴隆镇', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township', province: null, ...otherCounty }],
    'warn duplicate-2022-townships',
  ),
  townships2022(
    { text: '兴龙镇', kind: 'township' },
    [{ text: '兴隆镇', kind: 'township', province: null }],
    'note homophone-2022-townships',
  ),

  // villages within the county
  villages2022(
    { text: '石门村', kind: 'village' },
    [{ text: '石门村', kind: 'village', ...otherTownship }],
    'block duplicate-2022-villages',
  ),
  villages2022({ text: '石门村', kind: 'village' }, [{ text: '石门村', kind: 'village', ...otherCounty }]),
  custom(
    { text: '石门社区', kind: 'village' },
    [{ text: '石门村', kind: 'village' }],
    'warn same-specific-2022-villages',
  ),
  villages2022(
    { text: '十门村', kind: 'village' },
    [{ text: '石门村', kind: 'village' }],
    'warn homophone-2022-villages',
  ),
  villages2022(
    { text: '是门村', kind: 'village' },
    [{ text: '石门村', kind: 'village', ...otherTownship }],
    'warn homophone-2022-villages',
  ),
  custom({ text: '士门村', kind: 'village' }, [{ text: '土门村', kind: 'village' }], 'warn look-alike-2022-villages'),
  custom(
    { text: '石門村', kind: 'village' },
    [{ text: '石门村', kind: 'village', ...otherCounty }],
    'block traditional-form',
  ),
  villages2022({ text: '石门村', kind: 'village' }, [{ text: '石门子村', kind: 'village' }]),
  villages2022(
    { text: '大石庙村', kind: 'village' },
    [{ text: '大石苗村', kind: 'village' }],
    'warn homophone-2022-villages',
  ),

  // roads, estates and buildings within one built-up area
  builtUp2022({ text: '新华路', kind: 'road' }, [{ text: '新华路', kind: 'road' }], 'block duplicate-2022-built-up'),
  builtUp2022({ text: '新华路', kind: 'road' }, [{ text: '新华路', kind: 'road', ...otherArea }]),
  custom({ text: '新华街', kind: 'road' }, [{ text: '新华路', kind: 'road' }], 'warn same-specific-2022-built-up'),
  builtUp2022({ text: '新花路', kind: 'road' }, [{ text: '新华路', kind: 'road' }], 'warn homophone-2022-built-up'),
  builtUp2022({ text: '心画路', kind: 'road' }, [{ text: '新华路', kind: 'road' }], 'warn homophone-2022-built-up'),
  builtUp2022({ text: '虫庆路', kind: 'road' }, [{ text: '重庆路', kind: 'road' }], 'warn homophone-2022-built-up'),
  builtUp2022({ text: '众庆路', kind: 'road' }, [{ text: '重庆路', kind: 'road' }], 'warn homophone-2022-built-up'),
  builtUp2022({ text: '众庆路', kind: 'road' }, [{ text: '重庆路', kind: 'road', pinyin: 'Chóngqìng Lù' }]),
  builtUp2022({ text: '乐园路', kind: 'road' }, [{ text: '月园路', kind: 'road' }], 'warn homophone-2022-built-up'),
  builtUp2022({ text: '新花街', kind: 'road' }, [{ text: '新华路', kind: 'road' }], 'note homophone-2022-built-up'),
  custom({ text: '未名路', kind: 'road' }, [{ text: '末名路', kind: 'road' }], 'warn look-alike-2022-built-up'),
  builtUp2022(
    { text: '天河小区', kind: 'estate' },
    [{ text: '天河小区', kind: 'estate' }],
    'block duplicate-2022-built-up',
  ),
  builtUp2022(
    { text: '天河公寓', kind: 'estate' },
    [{ text: '天河公寓', kind: 'building' }],
    'block duplicate-2022-built-up',
  ),
  builtUp2022({ text: '天河小区', kind: 'estate' }, [{ text: '天河路', kind: 'road' }]),
  builtUp2022(
    { text: '天和小区', kind: 'estate' },
    [{ text: '天河小区', kind: 'estate' }],
    'warn homophone-2022-built-up',
  ),
  builtUp2022(
    { text: '金辉大楼', kind: 'building' },
    [{ text: '金辉大楼', kind: 'building' }],
    'block duplicate-2022-built-up',
  ),
  builtUp2022(
    { text: '新华路', kind: 'road' },
    [{ text: '新华路', kind: 'road', builtUpArea: null }],
    'warn duplicate-2022-built-up',
  ),
  builtUp2022({ text: '新华路', kind: 'road' }, [{ text: '新华路', kind: 'road', ...otherCounty, builtUpArea: null }]),
  builtUp2022(
    { text: '新华路', kind: 'road', builtUpArea: null },
    [{ text: '新华路', kind: 'road' }],
    'warn duplicate-2022-built-up',
    'note scope-unknown',
  ),

  // natural features and divisions in the country
  nation2022(
    { text: '平安县', kind: 'countyOrHigher' },
    [{ text: '平安县', kind: 'countyOrHigher', ...otherProvince }],
    'block duplicate-2022-divisions',
  ),
  custom(
    { text: '平安区', kind: 'countyOrHigher' },
    [{ text: '平安县', kind: 'countyOrHigher', ...otherProvince }],
    'warn same-specific-2022-divisions',
  ),
  nation2022(
    { text: '兴龙县', kind: 'countyOrHigher' },
    [{ text: '兴隆县', kind: 'countyOrHigher', ...otherProvince }],
    'warn homophone-2022-divisions',
  ),
  nation2022(
    { text: '雾灵山', kind: 'naturalFeature', important: true },
    [{ text: '雾灵山', kind: 'naturalFeature', important: true, ...otherProvince }],
    'block duplicate-2022-features',
  ),
  nation2022({ text: '雾灵山', kind: 'naturalFeature', important: true }, [
    { text: '雾灵山', kind: 'naturalFeature', important: false, ...otherProvince },
  ]),
  nation2022(
    { text: '雾灵山', kind: 'naturalFeature', important: true },
    [{ text: '雾灵山', kind: 'naturalFeature', important: null, ...otherProvince }],
    'warn duplicate-2022-features',
  ),
  nation2022({ text: '雾林山', kind: 'naturalFeature', important: true }, [
    { text: '雾灵山', kind: 'naturalFeature', important: true, ...otherProvince },
  ]),
  nation2022(
    { text: '务灵山', kind: 'naturalFeature', important: true },
    [{ text: '雾灵山', kind: 'naturalFeature', important: true, ...otherProvince }],
    'warn homophone-2022-features',
  ),
  nation2022({ text: '雾灵河', kind: 'naturalFeature', important: true }, [
    { text: '雾灵山', kind: 'naturalFeature', important: true },
  ]),

  // leaders, foreign names, companies by the regulation
  leaders2022({ text: '毛泽东路', kind: 'road' }, [], 'block leader-2022'),
  leaders2022({ text: '邓小平大道', kind: 'road' }, [], 'block leader-2022'),
  leaders2022({ text: '宋庆龄公园', kind: 'park' }, [], 'block leader-2022'),
  custom(
    { text: '毛澤東路', kind: 'road' },
    [],
    'block traditional-form',
    'block traditional-form',
    'block leader-2022',
  ),
  leaders2022({ text: '万里路', kind: 'road' }, [], 'warn leader-2022'),
  leaders2022(
    { text: '万里路', kind: 'road', unrelatedWords: [{ word: '万里', reason: '取“鹏程万里”之意' }] },
    [],
    'note leader-2022',
  ),
  foreign2022({ text: '巴黎路', kind: 'road' }, [], 'block foreign-2022'),
  foreign2022({ text: '曼哈顿小区', kind: 'estate' }, [], 'block foreign-2022'),
  foreign2022(
    { text: '威尼斯花园', kind: 'estate', facts: { siteAreaM2: 20_000, greenShare: 0.45 } },
    [],
    'block foreign-2022',
  ),
  foreign2022({ text: '林肯公园', kind: 'park' }, [], 'block foreign-2022'),
  foreign2022({ text: '罗马家园', kind: 'estate', date: in2023 }, [], 'block foreign-2022'),
  foreign2022({ text: '京都小区', kind: 'estate' }, [], 'warn foreign-2022'),
  foreign2022(
    { text: '罗马小区', kind: 'estate', unrelatedWords: [{ word: '罗马', reason: '罗、马两姓先民聚居' }] },
    [],
    'note foreign-2022',
  ),
  companies2022({ text: '碧桂园小区', kind: 'estate', date: in2023 }, [], 'block company-2022'),
  companies2022({ text: '茅台路', kind: 'road', date: in2023 }, [], 'block company-2022'),
  companies2022({ text: '万达路', kind: 'road', date: in2023 }, [], 'warn company-2022'),

  // 实施办法 2024, arts. 3 and 4
  companies2024({ text: '碧桂园小区', kind: 'estate' }, [], 'block company-2024'),
  companies2024({ text: '碧桂园小区', kind: 'estate', date: '2024-05-01' }, [], 'block company-2024'),
  companies2024({ text: '华为路', kind: 'road' }, [], 'block company-2024'),
  companies2024({ text: '可口可乐街', kind: 'road' }, [], 'block company-2024'),
  companies2024({ text: '长城路', kind: 'road' }, [], 'warn company-2024'),
  companies2024(
    { text: '长城路', kind: 'road', unrelatedWords: [{ word: '长城', reason: '路通金山岭长城' }] },
    [],
    'note company-2024',
  ),
  companies2024({ text: '龙湖地产大楼', kind: 'building' }, [], 'block company-2024'),
  persons2024({ text: '雷锋路', kind: 'road' }, [], 'warn person-2024'),
  persons2024({ text: '孙悟空路', kind: 'road' }, [], 'warn person-2024'),
  persons2024({ text: '孙悟空路', kind: 'road', date: '2024-04-30' }, []),
  persons2024(
    { text: '李白沟村', kind: 'village', unrelatedWords: [{ word: '李白', reason: '李、白两姓合名' }] },
    [],
    'note person-2024',
  ),
  persons2024({ text: '花木兰公园', kind: 'park' }, [], 'warn person-2024'),

  // rare characters
  rare2022({ text: '𣵦沽村', kind: 'village' }, [], 'warn rare-character-2022'),
  rare2022({ text: '㴲河镇', kind: 'township' }, [], 'warn rare-character-2022'),
  rare2022({ text: '囧路', kind: 'road' }, [], 'warn rare-character-2022'),
  rare2022({ text: '磬锤峰路', kind: 'road' }, []),
  custom({ text: '〇七村', kind: 'village' }, [], 'warn ordinal'),

  // the generic term and the thing
  fits2022({ text: '金山大厦', kind: 'building', facts: { floors: 20 } }, []),
  fits2022({ text: '金山大厦', kind: 'building', facts: { floors: 12 } }, []),
  fits2022({ text: '金山大厦', kind: 'building', facts: { floors: 11 } }, [], 'warn generic-threshold-2022'),
  fits2022({ text: '金山大厦', kind: 'building' }, [], 'note generic-threshold-2022'),
  fits2022({ text: '金山广场', kind: 'building', facts: { siteAreaM2: 20_000, openShare: 0.4 } }, []),
  fits2022(
    { text: '金山广场', kind: 'building', facts: { siteAreaM2: 2000, floorAreaM2: 60_000, openShare: 0.3 } },
    [],
  ),
  fits2022(
    { text: '金山广场', kind: 'building', facts: { siteAreaM2: 20_000, openShare: 0.1 } },
    [],
    'warn generic-threshold-2022',
  ),
  fits2022(
    { text: '金山广场', kind: 'building', facts: { siteAreaM2: 2000, openShare: 0.4 } },
    [],
    'note generic-threshold-2022',
  ),
  fits2022(
    { text: '金山广场', kind: 'building', facts: { siteAreaM2: 2000, floorAreaM2: 5000, openShare: 0.4 } },
    [],
    'warn generic-threshold-2022',
  ),
  fits2022({ text: '翠屏山庄', kind: 'estate', facts: { siteAreaM2: 15_000, hillside: 1 } }, []),
  fits2022(
    { text: '翠屏山庄', kind: 'estate', facts: { siteAreaM2: 15_000, hillside: 0 } },
    [],
    'warn generic-threshold-2022',
  ),
  fits2022(
    { text: '翠屏花园', kind: 'estate', facts: { siteAreaM2: 15_000, greenShare: 0.2 } },
    [],
    'warn generic-threshold-2022',
  ),
  fits2022({ text: '翠屏城', kind: 'estate', facts: { siteAreaM2: 150_000 } }, [], 'warn generic-threshold-2022'),
  fits2022({ text: '翠屏小区', kind: 'estate' }, []),
  fits2022({ text: '翠屏小区', kind: 'road' }, [], 'warn generic-kind-2022'),
  fits2022({ text: '翠屏湖', kind: 'estate' }, [], 'warn generic-kind-2022'),
  fits2022({ text: '翠屏镇', kind: 'estate' }, [], 'warn generic-kind-2022'),
  fits2022({ text: '翠屏广场', kind: 'park' }, []),
  parts2022({ text: '翠屏', kind: 'estate' }, [], 'warn generic-missing-2022'),
  parts2022({ text: '小区', kind: 'estate' }, [], 'block generic-alone-2022'),
  parts2022({ text: '二道河', kind: 'hamlet' }, []),

  // facilities, divisions named as features, natural villages
  facilities2022({ text: '滨河大桥', kind: 'facility', locality: '上板城镇' }, [], 'warn place-of-facility-2022'),
  facilities2022({ text: '上板城大桥', kind: 'facility', locality: '上板城镇' }, []),
  facilities2022({ text: '上板城大桥', kind: 'facility' }, [], 'note place-of-facility-2022'),
  features2022(
    { text: '雾灵山镇', kind: 'township' },
    [{ text: '雾灵山', kind: 'naturalFeature', important: true }],
    'warn famous-feature-2022',
  ),
  features2022(
    { text: '雾灵山镇', kind: 'township' },
    [{ text: '雾灵山', kind: 'naturalFeature', important: null }],
    'note famous-feature-2022',
  ),
  features2022({ text: '雾灵山镇', kind: 'township' }, [{ text: '雾灵山', kind: 'naturalFeature', important: false }]),
  features2022({ text: '雾灵山村', kind: 'village' }, [{ text: '雾灵山', kind: 'naturalFeature', important: true }]),
  hamlets2025(
    { text: '杨树沟', kind: 'hamlet' },
    [{ text: '杨树沟', kind: 'hamlet' }],
    'warn duplicate-hebei-2025-hamlets',
  ),
  hamlets2025({ text: '杨树沟', kind: 'hamlet', date: '2025-10-31' }, [{ text: '杨树沟', kind: 'hamlet' }]),
  hamlets2025({ text: '杨树沟', kind: 'hamlet', ...otherProvince }, [
    { text: '杨树沟', kind: 'hamlet', ...otherProvince },
  ]),
  hamlets2025(
    { text: '洋树沟', kind: 'hamlet' },
    [{ text: '杨树沟', kind: 'hamlet' }],
    'warn homophone-hebei-2025-hamlets',
  ),

  // writing and places, by practice
  custom({ text: '新\u200b华路', kind: 'road' }, [], 'block invisible-character'),
  custom(
    { text: '新\ufeff华路', kind: 'road' },
    [{ text: '新华路', kind: 'road' }],
    'block invisible-character',
    'block duplicate-2022-built-up',
  ),
  custom({ text: '新 华路', kind: 'road' }, [], 'block invisible-character'),
  custom({ text: '\uf9b5路', kind: 'road' }, [], 'block compatibility-character'),
  custom({ text: '新⼤路', kind: 'road' }, [], 'block compatibility-character'),
  custom({ text: '新華路', kind: 'road' }, [], 'block traditional-form'),
  custom({ text: '高峯路', kind: 'road' }, [], 'block traditional-form'),
  custom({ text: 'CBD路', kind: 'road' }, [], 'block not-chinese', 'block not-chinese', 'block not-chinese'),
  custom({ text: '新华(东)路', kind: 'road' }, [], 'block not-chinese', 'block not-chinese'),
  custom({ text: '新华1路', kind: 'road' }, [], 'warn digits'),
  custom({ text: '第三小区', kind: 'estate' }, [], 'warn ordinal'),
  custom({ text: '字'.repeat(10_000), kind: 'road' }, [], 'block length'),
  custom({ text: '一二三四五六七八九十甲路', kind: 'road' }, [], 'warn length'),
  custom(
    { text: '\u200b', kind: 'road' },
    [],
    'block length',
    'block invisible-character',
    'warn generic-missing-2022',
  ),
  custom(
    { text: '金色大厦广场', kind: 'building', facts: { siteAreaM2: 20_000, openShare: 0.5 } },
    [],
    'warn generic-stacked',
  ),
  custom({ text: '国际小区', kind: 'estate' }, [], 'warn grand-word'),
  custom({ text: '皇家花苑', kind: 'estate' }, [], 'warn grand-word'),
  custom(
    { text: '兴隆山', kind: 'naturalFeature', important: false },
    [{ text: '兴隆山', kind: 'naturalFeature', important: false }],
    'warn duplicate-practice-local',
  ),
  custom({ text: '双塔公园', kind: 'park' }, [{ text: '双塔公园', kind: 'park' }], 'warn duplicate-practice-local'),
  custom(
    { text: '新华东路', kind: 'road', position: [117.9, 40.95] },
    [{ text: '新华西路', kind: 'road', position: [117.95, 40.95] }],
    'warn direction',
  ),
  custom({ text: '新华东路', kind: 'road', position: [117.99, 40.95] }, [
    { text: '新华西路', kind: 'road', position: [117.95, 40.95] },
  ]),
  custom(
    { text: '北石门村', kind: 'village', position: [117.9, 40.9] },
    [{ text: '石门村', kind: 'village', position: [117.9, 40.95] }],
    'warn direction',
  ),
  custom({ text: '北石门村', kind: 'village' }, [{ text: '石门村', kind: 'village', position: [117.9, 40.95] }]),
  custom({ text: '新华路', kind: 'road' }, [{ text: '新华路', kind: 'road', former: true }], 'note former-name'),
];
