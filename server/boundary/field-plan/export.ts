import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { FieldPlan } from '../contract.ts';
import { escapeXml } from '../../markup.ts';

/** A coordinate in degrees to 1e-8 (a millimetre), as a decimal number without an exponent. */
const xmlDegrees = (degrees: number): string => degrees.toFixed(8);

type Stop = FieldPlan['days'][number]['stops'][number];

const hours = (seconds: number): string => (seconds / 3600).toFixed(1);

const title = ({ name }: FieldPlan): Text => text(`外业计划:${name}`, `Field plan: ${name}`);

const dayTitle = ({ day, walkSeconds, staySeconds, tooLong }: FieldPlan['days'][number]): Text => {
  const over = tooLong ? text(',超过每日时限', ', longer than a day may be') : text('', '');
  return text(
    `第 ${day} 天(步行 ${hours(walkSeconds)} 小时,作业 ${hours(staySeconds)} 小时${over.zh})`,
    `Day ${day} (walking ${hours(walkSeconds)} h, work ${hours(staySeconds)} h${over.en})`,
  );
};

/** What whoever opens the file must know of it. */
function remarks(plan: FieldPlan): Text[] {
  return [
    plan.precision === 'rounded'
      ? text(
          '坐标已按公开精度取整,不能用于寻找界桩',
          'Positions are rounded to the public grid and cannot lead to a marker',
        )
      : text(
          '含界桩精确坐标,仅限授权人员使用。坐标为 CGCS2000(EPSG:4490),与 WGS 84 相差不到一米',
          'Holds precise positions of markers: for authorised people only. CGCS2000 (EPSG:4490), within a metre of WGS 84',
        ),
    text(
      '步行时间按路网计算;图中直线只表示次序',
      'Walking times follow the network; straight lines show the order only',
    ),
    ...(plan.notVisited.length === 0
      ? []
      : [
          text(
            `未列入的界桩:${plan.notVisited.map(({ number }) => number).join('、')}`,
            `Markers not in the plan: ${plan.notVisited.map(({ number }) => number).join(', ')}`,
          ),
        ]),
    ...(plan.demo ? [text('演示数据', 'Demonstration data')] : []),
  ];
}

const stopName = ({ order, number }: Stop): string => `${order} ${number}`;

/**
 * The plan as GPX 1.1 (https://www.topografix.com/GPX/1/1/): a route a day, whose points are the markers in their order.
 */
export function planAsGpx(plan: FieldPlan, language: Language): string {
  const point = (stop: Stop): string => {
    const [longitude, latitude] = stop.position;
    const walked = text(`步行 ${hours(stop.walkSeconds)} 小时到达`, `${hours(stop.walkSeconds)} h on foot to here`);
    return `    <rtept lat="${xmlDegrees(latitude)}" lon="${xmlDegrees(longitude)}"><name>${escapeXml(stopName(stop))}</name><desc>${escapeXml(walked[language])}</desc></rtept>`;
  };
  const routes = plan.days.flatMap((day) => [
    '  <rte>',
    `    <name>${escapeXml(dayTitle(day)[language])}</name>`,
    `    <number>${day.day}</number>`,
    ...day.stops.map(point),
    '  </rte>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Yizhangtu" xmlns="http://www.topografix.com/GPX/1/1">',
    '  <metadata>',
    `    <name>${escapeXml(title(plan)[language])}</name>`,
    `    <desc>${escapeXml(remarksIn(plan, language))}</desc>`,
    '  </metadata>',
    ...routes,
    '</gpx>',
    '',
  ].join('\n');
}

/** The plan as KML 2.2 (OGC 07-147r2): a folder a day, with a placemark for each marker and a line in their order. */
export function planAsKml(plan: FieldPlan, language: Language): string {
  const coordinates = ({ position: [longitude, latitude] }: Stop) => `${xmlDegrees(longitude)},${xmlDegrees(latitude)}`;
  const placemark = (name: string, geometry: string) =>
    `      <Placemark><name>${escapeXml(name)}</name>${geometry}</Placemark>`;
  const folders = plan.days.flatMap((day) => [
    '    <Folder>',
    `      <name>${escapeXml(dayTitle(day)[language])}</name>`,
    ...day.stops.map((stop) =>
      placemark(stopName(stop), `<Point><coordinates>${coordinates(stop)}</coordinates></Point>`),
    ),
    ...(day.stops.length < 2
      ? []
      : [
          placemark(
            text(`第 ${day.day} 天的次序`, `Order of day ${day.day}`)[language],
            `<LineString><tessellate>1</tessellate><coordinates>${day.stops.map(coordinates).join(' ')}</coordinates></LineString>`,
          ),
        ]),
    '    </Folder>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    '  <Document>',
    `    <name>${escapeXml(title(plan)[language])}</name>`,
    `    <description>${escapeXml(remarksIn(plan, language))}</description>`,
    ...folders,
    '  </Document>',
    '</kml>',
    '',
  ].join('\n');
}

const remarksIn = (plan: FieldPlan, language: Language): string =>
  remarks(plan)
    .map((remark) => remark[language])
    .join(language === 'zh' ? '。' : '. ');
