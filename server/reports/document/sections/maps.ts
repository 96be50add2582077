import {
  classOf,
  colorOf,
  facilityGroups,
  facilityKind,
  facilityKinds,
  formatAmount,
  formatNumber,
  indicatorDefinition,
  notCountedColor,
  patternOf,
  valueColors,
  valueScale,
  verdictColors,
  type AreaClass,
  type AreaFigure,
  type FacilityGroupId,
  type ValueScale,
} from '../../../../gis-data/catalogue/index.ts';
import type { CoverageArea } from '../../../coverage/contract.ts';
import type { NetworkHeader } from '../../../network/graph.ts';
import { isOperating } from '../../../snapshot/snapshot.ts';
import {
  mapPicture,
  type LegendEntry,
  type MapArea,
  type MapContent,
  type MapMark,
  type MarkShape,
} from '../../map-picture/map-picture.ts';
import type { Block, Say } from '../content.ts';
import { isDemo, type ReportData } from '../data.ts';
import { peopleShare, peopleWord } from '../words.ts';

/** Maps of the townships' centres, of the care circle and of the facilities, with the care circle's figures. */
export function mapsSection(data: ReportData, say: Say): Block[] {
  return [
    { type: 'heading', level: 1, text: say('空间分布', 'Maps') },
    ...figure(data, say, centresMap(data, say)),
    ...figure(data, say, coverageMap(data, say)),
    ...coverageTable(data, say),
    ...figure(data, say, facilityMap(data, say)),
  ];
}

type Thematic = Pick<MapContent, 'title' | 'areas' | 'marks' | 'legend' | 'source'>;

function figure(data: ReportData, say: Say, thematic: Thematic | null): Block[] {
  if (thematic === null || thematic.areas.length === 0) return [];
  const picture = mapPicture({
    ...thematic,
    language: data.language,
    outlines: outlinesOf(data),
    labels: labelsOf(data),
    approvalNumber: data.approvalNumber,
    mark: isDemo(data) ? say('演示数据', 'Demonstration data') : null,
  });
  return [{ type: 'figure', caption: thematic.title, picture }];
}

function townshipRows({ snapshot: { divisions }, scope }: ReportData): number[] {
  return divisions.ofLevel('township').filter((row) => scope.level === 'city' || divisions.county[row] === scope.row);
}

function countyRows({ snapshot: { divisions }, scope }: ReportData): readonly number[] {
  return scope.level === 'city' ? divisions.ofLevel('county') : [scope.row];
}

function outlinesOf(data: ReportData): MapContent['outlines'] {
  const { bodies } = data.snapshot.divisions;
  return countyRows(data).flatMap((row) => bodies[row]!.boundary ?? []);
}

/** A city's map names its counties, a county's its townships. */
function labelsOf(data: ReportData): MapContent['labels'] {
  const { bodies } = data.snapshot.divisions;
  const rows = data.scope.level === 'city' ? countyRows(data) : townshipRows(data);
  return rows.flatMap((row) => {
    const { name, centre, boundary } = bodies[row]!;
    return centre === null || boundary === null ? [] : [{ text: name, at: centre.coordinates }];
  });
}

function areasBy(data: ReportData, classFor: (divisionId: string) => AreaClass): MapArea[] {
  const { divisions } = data.snapshot;
  return townshipRows(data).flatMap((row) => {
    const { boundary } = divisions.bodies[row]!;
    if (boundary === null) return [];
    const areaClass = classFor(divisions.ids[row]!);
    return [{ boundary, fill: colorOf(areaClass), pattern: patternOf(areaClass) }];
  });
}

function dataSource({ snapshot }: ReportData, say: Say): string {
  return say(
    `登记库快照 ${snapshot.id};界线仅为示意,不作为划界依据`,
    `registry snapshot ${snapshot.id}; boundaries are schematic and no legal evidence`,
  );
}

function centresMap(data: ReportData, say: Say): Thematic {
  const definition = indicatorDefinition('8');
  const figures = new Map(data.assessment.areas('8', 'township').map((area) => [area.divisionId, area]));
  const verdictOf = (id: string): AreaClass => ({
    type: 'verdict',
    verdict: figures.get(id)?.verdict ?? 'insufficient',
  });
  const shown = townshipRows(data).map((row) => verdictOf(data.snapshot.divisions.ids[row]!));
  const words = {
    met: say('具备', 'Has one'),
    unmet: say('不具备', 'Has none'),
    insufficient: say('未知', 'Not known'),
  } as const;
  const legend = (['met', 'unmet', 'insufficient'] as const).map((verdict): LegendEntry => {
    const count = shown.filter((each) => each.type === 'verdict' && each.verdict === verdict).length;
    return {
      label: `${words[verdict]} (${count})`,
      fill: verdictColors[verdict],
      pattern: patternOf({ type: 'verdict', verdict }),
    };
  });
  return {
    title: say(`${data.scope.name} ${definition.name.zh}`, `${data.scope.name}: ${definition.name.en}`),
    areas: areasBy(data, verdictOf),
    marks: [],
    legend,
    source: dataSource(data, say),
  };
}

/** A township's coverage as an area of a map. */
function areaFigure({ population60, points }: CoverageArea): AreaFigure {
  const { value, lower, upper } = population60;
  return {
    value,
    lower,
    upper,
    verdict: 'insufficient',
    units: points.covered + points.uncovered + points.unknown,
    unknownUnits: points.unknown,
  };
}

function coverageMap(data: ReportData, say: Say): Thematic | null {
  const { coverage, language, network } = data;
  if (coverage === null || network === null) return null;
  const inScope = new Set(townshipRows(data).map((row) => data.snapshot.divisions.ids[row]!));
  const figures = new Map(
    coverage.townships
      .filter((area) => inScope.has(area.divisionId))
      .map((area) => [area.divisionId, areaFigure(area)]),
  );
  const scale = valueScale([...figures.values()], 'ratio');
  const classFor = (id: string): AreaClass => {
    const area = figures.get(id);
    return area ? classOf(area, 'value', scale) : { type: 'notCounted' };
  };
  const classes = [...inScope].map(classFor);
  return {
    title: say(
      `${data.scope.name} ${coverage.question.minutes} 分钟养老服务圈 60 岁及以上人口覆盖率`,
      `${data.scope.name}: people aged 60+ within the ${coverage.question.minutes}-minute care circle`,
    ),
    areas: areasBy(data, classFor),
    marks: [],
    legend: scale === null ? [] : coverageLegend(scale, classes, language, say),
    source: `${dataSource(data, say)}; ${networkWords(data, say)}`,
  };
}

function coverageLegend(
  { min, max, breaks }: ValueScale,
  classes: readonly AreaClass[],
  language: ReportData['language'],
  say: Say,
): LegendEntry[] {
  const bounds = [min, ...breaks, max].map((bound) => formatAmount(bound, 'ratio', language));
  const count = (holds: (areaClass: AreaClass) => boolean) => classes.filter(holds).length;
  const optional = (label: string, fill: string, pattern: 'hatch' | 'dots' | null, number: number): LegendEntry[] =>
    number === 0 ? [] : [{ label: `${label} (${number})`, fill, pattern }];
  return [
    ...valueColors.map((fill, i): LegendEntry => {
      const number = count((c) => c.type === 'value' && c.index === i);
      return { label: `${bounds[i]}–${bounds[i + 1]} (${number})`, fill, pattern: null };
    }),
    ...optional(
      say('部分人口未知', 'Partly unknown'),
      valueColors[2],
      'hatch',
      count((c) => c.type === 'value' && c.partlyUnknown),
    ),
    ...optional(
      say('未知', 'Not known'),
      verdictColors.insufficient,
      'dots',
      count((c) => c.type === 'unknown'),
    ),
    ...optional(
      say('无人口点', 'No population point'),
      notCountedColor,
      null,
      count((c) => c.type === 'notCounted'),
    ),
  ];
}

/** Whom a network's data is from; a generated one is nobody's. */
export const attributionWords = (source: NetworkHeader['source'], say: Say): string =>
  source.demo ? say('演示数据', 'demonstration data') : source.attribution;

/** The network's name and attribution. */
export function networkWords({ network }: ReportData, say: Say): string {
  if (network === null) return say('没有步行路网', 'no walk network');
  const { name, source } = network;
  const from = attributionWords(source, say);
  return say(`步行路网 ${name}(${from})`, `walk network ${name} (${from})`);
}

function coverageTable(data: ReportData, say: Say): Block[] {
  const { coverage, language, scope } = data;
  if (coverage === null) {
    return [
      {
        type: 'paragraph',
        text: say('没有步行路网,未计算步行可达性。', 'There is no walk network, so no walking time was computed.'),
      },
    ];
  }
  const areas =
    scope.level === 'city'
      ? [...coverage.counties, coverage.total]
      : coverage.townships.filter((area) => area.countyId === scope.id);
  const speeds = coverage.total.atSpeeds;
  const people = (value: number) => peopleWord(value, language);
  return [
    {
      type: 'table',
      caption: say(
        `${coverage.question.minutes} 分钟养老服务圈:60 岁及以上人口(步行速度 ${coverage.question.speedMps} 米/秒;并列其他速度)`,
        `The ${coverage.question.minutes}-minute care circle: people aged 60+ (walking at ${coverage.question.speedMps} m/s; other speeds beside it)`,
      ),
      columns: [
        { label: scope.level === 'city' ? say('县(市、区)', 'County') : say('乡镇(街道)', 'Township'), share: 22 },
        { label: say('覆盖', 'Covered'), share: 11, align: 'end' },
        { label: say('未覆盖', 'Not covered'), share: 11, align: 'end' },
        { label: say('未知', 'Unknown'), share: 13, align: 'end' },
        { label: say('覆盖率', 'Share'), share: 15, align: 'end' },
        ...speeds.map(({ speedMps }) => ({
          label: say(`${speedMps} 米/秒`, `${speedMps} m/s`),
          share: 15,
          align: 'end' as const,
        })),
      ],
      rows: areas.map((area) => [
        area.level === 'city' ? scope.name : area.name,
        people(area.population60.covered),
        people(area.population60.uncovered),
        people(area.population60.unknown),
        peopleShare(area.population60, language),
        ...area.atSpeeds.map(({ population60 }) => peopleShare(population60, language)),
      ]),
    },
  ];
}

const shapes: Record<FacilityGroupId, MarkShape> = { elderCare: 'disc', community: 'square', funeral: 'triangle' };

/** Facilities of villages are thousands, which no printed map can tell apart. */
const drawnKinds = facilityKinds.filter((kind) => kind.level !== 'village').map((kind) => kind.id);

function facilityMap(data: ReportData, say: Say): Thematic {
  const { snapshot, scope } = data;
  const { facilities } = snapshot;
  const rows = facilities
    .ofKinds(drawnKinds)
    .filter((row) => scope.level === 'city' || facilities.county[row] === scope.row);
  const placed = rows.filter((row) => !Number.isNaN(facilities.longitude[row]!));
  const groupOf = (row: number) => facilityKind(facilities.bodies[row]!.kind).group;
  const marks = placed.map((row): MapMark => {
    const group = facilityGroups.find((each) => each.id === groupOf(row))!;
    return {
      at: [facilities.longitude[row]!, facilities.latitude[row]!],
      shape: shapes[group.id],
      color: group.color,
      hollow: isOperating(snapshot, row) !== 'yes',
    };
  });
  const legend = facilityGroups.map(({ id, label, color }): LegendEntry => {
    const count = placed.filter((row) => groupOf(row) === id).length;
    return { label: `${label[data.language]} (${count})`, shape: shapes[id], color, hollow: false };
  });
  const hollow = marks.filter((mark) => mark.hollow).length;
  const unplaced = rows.length - placed.length;
  return {
    title: say(`${scope.name} 县级与乡镇级设施分布`, `${scope.name}: facilities of counties and townships`),
    areas: areasBy(data, () => ({ type: 'notCounted' })),
    marks,
    legend: [
      ...legend,
      {
        label: say(`空心:非运营或状态未知 (${hollow})`, `Hollow: not operating or unknown (${hollow})`),
        shape: 'disc',
        color: facilityGroups[0].color,
        hollow: true,
      },
    ],
    source: `${dataSource(data, say)}; ${say(`另有 ${formatNumber(unplaced, data.language)} 处没有坐标,未绘出;村级设施未绘出`, `${formatNumber(unplaced, data.language)} more have no position and are not drawn; facilities of villages are not drawn`)}`,
  };
}
