import type { FieldDefinition, FieldOrder } from './fields.ts';
import type { FacilityFunctionId } from './facility-functions.ts';
import { text, type Text } from './text.ts';

/**
 * A kind of facility. A new kind is one entry here: the form, import template, validation, database constraint and
 * snapshot columns follow from it.
 */
export interface FacilityKind {
  id: string;
  label: Text;
  group: FacilityGroupId;
  /** Other names under which registers carry this kind. */
  aliases?: readonly string[];
  /** Level of division that the facility serves unless the record says otherwise. */
  level: 'city' | 'county' | 'township' | 'village';
  /** Functions the kind may offer; others are refused. */
  functions: readonly FacilityFunctionId[];
  /** Fields of this kind, after the common ones. */
  fields: readonly FieldDefinition[];
  orders?: readonly FieldOrder[];
}

export const facilityGroups = [
  { id: 'elderCare', label: text('养老服务', 'Elder care'), color: '#d4572a' },
  { id: 'community', label: text('社区与社会服务', 'Community and social services'), color: '#2f6fb3' },
  { id: 'funeral', label: text('殡葬服务', 'Funeral services'), color: '#5b6470' },
] as const;

export type FacilityGroupId = (typeof facilityGroups)[number]['id'];

const operatorTypes = [
  { id: 'government', label: text('公办', 'Government'), aliases: ['公建公营', '政府'] },
  { id: 'publicBuiltPrivatelyRun', label: text('公建民营', 'Publicly built, privately run') },
  { id: 'private', label: text('民办', 'Private'), aliases: ['社会力量', '民营', '社会办'] },
  { id: 'collective', label: text('村集体', 'Village collective'), aliases: ['集体'] },
] as const;

/** Fields that every facility has, whatever its kind, beside the structural ones (name, place, status, functions). */
export const commonFacilityFields: readonly FieldDefinition[] = [
  { id: 'operator', label: text('运营主体', 'Operator'), type: 'text', aliases: ['运营单位', '主办单位'] },
  {
    id: 'operatorType',
    label: text('运营主体类型', 'Operator type'),
    type: 'choice',
    choices: operatorTypes,
    aliases: ['运营性质', '性质'],
  },
  { id: 'address', label: text('地址', 'Address'), type: 'text', aliases: ['详细地址', '机构地址'] },
  { id: 'builtYear', label: text('建成年份', 'Year built'), type: 'integer', min: 1900, max: 2100 },
  {
    id: 'floorAreaM2',
    label: text('建筑面积', 'Floor area'),
    unit: text('平方米', 'm²'),
    type: 'number',
    min: 0,
    max: 500_000,
    aliases: ['建筑面积(平方米)', '面积'],
  },
  {
    id: 'capacity',
    label: text('服务容量', 'Capacity'),
    unit: text('人', 'people'),
    type: 'integer',
    min: 0,
    max: 100_000,
  },
  {
    id: 'photos',
    label: text('照片', 'Photos'),
    help: text('照片的档案编号或文件名;不得包含个人信息', 'Archive numbers or file names of photos; no personal data'),
    type: 'items',
    itemFields: [
      { id: 'reference', label: text('档案编号', 'Reference'), type: 'text', required: true },
      { id: 'caption', label: text('说明', 'Caption'), type: 'text' },
      { id: 'takenOn', label: text('拍摄日期', 'Taken on'), type: 'date' },
    ],
  },
];

const bedFields: readonly FieldDefinition[] = [
  {
    id: 'beds',
    label: text('床位数', 'Beds'),
    unit: text('张', 'beds'),
    type: 'integer',
    min: 0,
    max: 5000,
    aliases: ['床位', '总床位', '总床位数'],
  },
  {
    id: 'nursingBeds',
    label: text('护理型床位数', 'Nursing beds'),
    unit: text('张', 'beds'),
    help: text('未认定时留空,不要填 0', 'Leave empty while not yet assessed; do not enter 0'),
    type: 'integer',
    min: 0,
    max: 5000,
    aliases: ['护理床位', '护理型床位'],
  },
  {
    id: 'destituteBeds',
    label: text('特困床位数', 'Beds for people in extreme difficulty'),
    unit: text('张', 'beds'),
    type: 'integer',
    min: 0,
    max: 5000,
    aliases: ['特困床位'],
  },
  {
    id: 'occupiedBeds',
    label: text('入住人数', 'Occupancy'),
    unit: text('人', 'people'),
    type: 'integer',
    min: 0,
    max: 5000,
    aliases: ['在住人数', '入住老人数'],
  },
];

const bedOrders: readonly FieldOrder[] = [
  {
    id: 'nursing-beds-within-beds',
    lesser: 'nursingBeds',
    greater: 'beds',
    message: text('护理型床位数不能大于床位数', 'Nursing beds cannot exceed beds'),
  },
  {
    id: 'destitute-beds-within-beds',
    lesser: 'destituteBeds',
    greater: 'beds',
    message: text('特困床位数不能大于床位数', 'Beds for people in extreme difficulty cannot exceed beds'),
  },
];

const medicalModes = [
  { id: 'none', label: text('无', 'None') },
  { id: 'contracted', label: text('签约合作', 'Contracted'), aliases: ['协议合作'] },
  { id: 'clinicInside', label: text('内设医务室', 'Clinic inside'), aliases: ['内设医疗机构'] },
  { id: 'inHospital', label: text('医院设养老床位', 'Beds in a hospital') },
] as const;

const residentialFields: readonly FieldDefinition[] = [
  ...bedFields,
  {
    id: 'medicalMode',
    label: text('医养结合方式', 'Medical care mode'),
    type: 'choice',
    choices: medicalModes,
    aliases: ['医养结合模式', '医养模式'],
  },
  { id: 'fireAccepted', label: text('消防验收合格', 'Fire acceptance passed'), type: 'boolean', aliases: ['消防验收'] },
  { id: 'starRating', label: text('星级', 'Star rating'), type: 'integer', min: 1, max: 5 },
];

/** Filled in where a rule allows townships to share a centre; without such a rule it counts for nothing. */
const sharedTownshipsField: FieldDefinition = {
  id: 'alsoServes',
  label: text('兼服务乡镇(街道)代码', 'Codes of townships served too'),
  help: text(
    '与邻近乡镇(街道)共用本中心时填其区划代码,多个用“、”隔开;规则允许共用时才计入指标',
    'Division codes of neighbouring townships that share this centre, separated by commas; counted only where the rule allows sharing',
  ),
  type: 'text',
};

const townshipCentreFunctions = [
  'fullDayCare',
  'dayCare',
  'homeVisits',
  'regionalCoordination',
  'meals',
  'volunteerStation',
] as const;

const plotFields: readonly FieldDefinition[] = [
  {
    id: 'serviceScope',
    label: text('服务范围', 'Service scope'),
    type: 'choice',
    choices: [
      { id: 'urban', label: text('城市', 'Urban'), aliases: ['城市公益性'] },
      { id: 'rural', label: text('农村', 'Rural'), aliases: ['农村公益性'] },
    ],
  },
  { id: 'publicBenefit', label: text('公益性', 'Public-benefit'), type: 'boolean', aliases: ['是否公益性'] },
  {
    id: 'plotsTotal',
    label: text('穴(格)位总数', 'Places, total'),
    type: 'integer',
    min: 0,
    max: 1_000_000,
    aliases: ['墓位总数', '格位总数', '穴位总数'],
  },
  {
    id: 'plotsUsed',
    label: text('已用穴(格)位', 'Places used'),
    type: 'integer',
    min: 0,
    max: 1_000_000,
    aliases: ['已用墓位', '已用格位', '已用穴位'],
  },
  {
    id: 'singlePlotAreaM2',
    label: text('单穴占地', 'Area of a single plot'),
    unit: text('平方米', 'm²'),
    help: text('骨灰墓单穴不宜超过 0.5 平方米', 'Ash plots should not exceed 0.5 m²'),
    type: 'number',
    min: 0,
    max: 100,
  },
  {
    id: 'doublePlotAreaM2',
    label: text('双穴占地', 'Area of a double plot'),
    unit: text('平方米', 'm²'),
    help: text('双穴不宜超过 0.8 平方米', 'Double plots should not exceed 0.8 m²'),
    type: 'number',
    min: 0,
    max: 100,
  },
];

const plotOrders: readonly FieldOrder[] = [
  {
    id: 'plots-used-within-total',
    lesser: 'plotsUsed',
    greater: 'plotsTotal',
    message: text('已用穴(格)位不能大于总数', 'Places used cannot exceed the total'),
  },
];

const funeralHomeFields: readonly FieldDefinition[] = [
  {
    id: 'cremators',
    label: text('火化机', 'Cremators'),
    type: 'items',
    itemFields: [
      { id: 'serial', label: text('编号', 'Serial'), type: 'text', required: true },
      { id: 'installedYear', label: text('启用年份', 'Year installed'), type: 'integer', min: 1950, max: 2100 },
      {
        id: 'emissionClass',
        label: text('排放', 'Emissions'),
        type: 'choice',
        choices: [
          { id: 'compliant', label: text('达标', 'Compliant') },
          { id: 'overLimit', label: text('超标', 'Over the limit') },
        ],
      },
    ],
  },
  {
    id: 'buildingCondition',
    label: text('房屋状况', 'Building condition'),
    type: 'choice',
    choices: [
      { id: 'sound', label: text('完好', 'Sound') },
      { id: 'aged', label: text('陈旧', 'Aged') },
      { id: 'unsafe', label: text('危房', 'Unsafe') },
    ],
    aliases: ['建筑状况'],
  },
];

/** All kinds of facility. The position in this list is the kind's number in a snapshot: append, never reorder. */
export const facilityKinds = [
  {
    id: 'nursingHome',
    label: text('养老院', 'Nursing home'),
    aliases: ['养老机构', '老年公寓'],
    group: 'elderCare',
    level: 'county',
    functions: townshipCentreFunctions,
    fields: residentialFields,
    orders: bedOrders,
  },
  {
    id: 'destituteCareHome',
    label: text('敬老院', 'Care home for people in extreme difficulty'),
    aliases: ['特困供养机构', '特困人员供养服务设施', '特困供养服务机构'],
    group: 'elderCare',
    level: 'township',
    functions: townshipCentreFunctions,
    fields: residentialFields,
    orders: bedOrders,
  },
  {
    id: 'medicalNursingHome',
    label: text('医养结合机构', 'Combined medical and nursing institution'),
    aliases: ['医养结合'],
    group: 'elderCare',
    level: 'county',
    functions: townshipCentreFunctions,
    fields: residentialFields,
    orders: bedOrders,
  },
  {
    id: 'regionalCentre',
    label: text('区域养老服务中心', 'Regional elder-care centre'),
    aliases: ['乡镇区域养老服务中心', '街道区域养老服务中心'],
    group: 'elderCare',
    level: 'township',
    functions: townshipCentreFunctions,
    fields: [...residentialFields, sharedTownshipsField],
    orders: bedOrders,
  },
  {
    id: 'homeCareCentre',
    label: text('综合性居家养老服务中心', 'Comprehensive home-care centre'),
    aliases: ['居家养老服务中心'],
    group: 'elderCare',
    level: 'township',
    functions: ['dayCare', 'homeVisits', 'meals', 'volunteerStation'],
    fields: bedFields,
    orders: bedOrders,
  },
  {
    id: 'dayCareStation',
    label: text('日间照料站', 'Day-care station'),
    aliases: ['日间照料中心', '老年人日间照料中心', '居家养老服务站'],
    group: 'elderCare',
    level: 'village',
    functions: ['dayCare', 'homeVisits', 'meals', 'volunteerStation'],
    fields: [],
  },
  {
    id: 'mutualHelpHome',
    label: text('村级互助幸福院', 'Village mutual-help home'),
    aliases: ['互助幸福院', '农村幸福院', '幸福院'],
    group: 'elderCare',
    level: 'village',
    functions: ['dayCare', 'homeVisits', 'meals', 'volunteerStation'],
    fields: [],
  },
  {
    id: 'guidanceCentre',
    label: text('养老服务指导中心', 'Elder-care guidance centre'),
    group: 'elderCare',
    level: 'county',
    functions: ['industryManagement', 'technicalGuidance', 'emergencySupport', 'trainingDemonstration'],
    fields: [],
  },
  {
    id: 'communityFacility',
    label: text('社区综合服务设施', 'Community service facility'),
    aliases: ['社区综合服务站', '党群服务中心', '村民中心'],
    group: 'community',
    level: 'village',
    functions: ['volunteerStation', 'meals', 'dayCare'],
    fields: [],
  },
  {
    id: 'serviceWindow',
    label: text('综合服务窗口', 'Integrated service window'),
    aliases: ['社会救助综合服务窗口', '一门受理窗口'],
    group: 'community',
    level: 'township',
    functions: ['residenceApplication'],
    fields: [],
  },
  {
    id: 'childProtectionStation',
    label: text('未成年人保护工作站', 'Child-protection station'),
    aliases: ['未保站', '未保工作站'],
    group: 'community',
    level: 'township',
    functions: [],
    fields: [
      {
        id: 'dedicatedStaff',
        label: text('工作专干人数', 'Dedicated staff'),
        unit: text('人', 'people'),
        type: 'integer',
        min: 0,
        max: 100,
      },
    ],
  },
  {
    id: 'volunteerStation',
    label: text('志愿服务站点', 'Volunteer station'),
    group: 'community',
    level: 'village',
    functions: [],
    fields: [{ id: 'hostFacilityCode', label: text('依托设施编号', 'Code of the host facility'), type: 'text' }],
  },
  {
    id: 'incubator',
    label: text('社会组织孵化基地', 'Social-organisation incubator'),
    aliases: ['孵化基地'],
    group: 'community',
    level: 'county',
    functions: [],
    fields: [],
  },
  {
    id: 'childWelfareInstitution',
    label: text('儿童福利机构', 'Child-welfare institution'),
    aliases: ['儿童福利院'],
    group: 'community',
    level: 'county',
    functions: [],
    fields: bedFields.slice(0, 1),
  },
  {
    id: 'reliefStation',
    label: text('救助站', 'Relief station'),
    aliases: ['救助管理站'],
    group: 'community',
    level: 'county',
    functions: [],
    fields: bedFields.slice(0, 1),
  },
  {
    id: 'marriageRegistry',
    label: text('婚姻登记机关', 'Marriage registry'),
    aliases: ['婚姻登记处'],
    group: 'community',
    level: 'county',
    functions: ['counsellingRoom', 'certificateHall', 'crossProvinceRegistration'],
    fields: [{ id: 'ownPremises', label: text('相对独立办公场所', 'Own premises'), type: 'boolean' }],
  },
  {
    id: 'lotteryOutlet',
    label: text('福彩网点', 'Welfare lottery outlet'),
    aliases: ['福利彩票销售网点', '福彩投注站'],
    group: 'community',
    level: 'village',
    functions: [],
    fields: [],
  },
  {
    id: 'funeralHome',
    label: text('殡仪馆', 'Funeral home'),
    group: 'funeral',
    level: 'county',
    functions: ['cremation', 'ashStorage'],
    fields: funeralHomeFields,
  },
  {
    id: 'publicCemetery',
    label: text('公益性公墓', 'Public-benefit cemetery'),
    aliases: ['农村公益性公墓', '城市公益性公墓'],
    group: 'funeral',
    level: 'township',
    functions: ['ecoBurial', 'ashStorage'],
    fields: plotFields,
    orders: plotOrders,
  },
  {
    id: 'commercialCemetery',
    label: text('经营性公墓', 'Commercial cemetery'),
    aliases: ['公墓'],
    group: 'funeral',
    level: 'county',
    functions: ['ecoBurial', 'ashStorage'],
    fields: plotFields,
    orders: plotOrders,
  },
  {
    id: 'columbarium',
    label: text('骨灰堂', 'Columbarium'),
    aliases: ['公益性骨灰堂', '农村公益性骨灰堂'],
    group: 'funeral',
    level: 'township',
    functions: ['ashStorage', 'ecoBurial'],
    fields: plotFields,
    orders: plotOrders,
  },
  {
    id: 'ecoBurialSite',
    label: text('节地生态安葬点', 'Land-saving burial site'),
    aliases: ['生态安葬点'],
    group: 'funeral',
    level: 'county',
    functions: ['ecoBurial'],
    fields: plotFields,
    orders: plotOrders,
  },
] as const satisfies readonly FacilityKind[];

export type FacilityKindId = (typeof facilityKinds)[number]['id'];

const kindsById: ReadonlyMap<string, FacilityKind> = new Map(facilityKinds.map((k) => [k.id, k]));

export const facilityKindIndex: ReadonlyMap<string, number> = new Map(facilityKinds.map((k, i) => [k.id, i]));

/**
 * The catalogue entry of a kind.
 * @throws RangeError when the catalogue has no such kind.
 */
export function facilityKind(id: string): FacilityKind {
  const kind = kindsById.get(id);
  if (!kind) throw new RangeError(`No facility kind "${id}" in the catalogue`);
  return kind;
}

/** All attribute fields of a kind: the common ones, then its own. */
export function facilityFields(kindId: string): readonly FieldDefinition[] {
  return [...commonFacilityFields, ...facilityKind(kindId).fields];
}
