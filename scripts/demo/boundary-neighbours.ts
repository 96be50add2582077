import type { Neighbour } from './boundary-course.ts';
import type { Position } from './plane.ts';

const neighbour = (lineCode: string, name: string, ...anchor: Position): Neighbour => ({ lineCode, name, anchor });

/** Neighbours of each county on the city's border (by domain.md §7), with a place on their side. */
export const neighboursOf: Readonly<Record<string, readonly Neighbour[]>> = {
  '130821': [
    neighbour('1113', '北京市密云区', 117.4, 40.62),
    neighbour('1315', '内蒙古自治区赤峰市宁城县', 118.45, 41.55),
  ],
  '130822': [
    neighbour('1113', '北京市密云区', 117.2, 40.62),
    neighbour('1113', '北京市平谷区', 117.2, 40.3),
    neighbour('1213', '天津市蓟州区', 117.5, 40.12),
    neighbour('13021308', '河北省唐山市遵化市', 117.95, 40.15),
    neighbour('13021308', '河北省唐山市迁西县', 118.3, 40.25),
  ],
  '130824': [neighbour('1113', '北京市怀柔区', 116.65, 40.8), neighbour('1113', '北京市密云区', 117.1, 40.6)],
  '130825': [
    neighbour('1315', '内蒙古自治区赤峰市喀喇沁旗', 118.4, 41.75),
    neighbour('1315', '内蒙古自治区赤峰市宁城县', 118.45, 41.5),
  ],
  '130826': [
    neighbour('1113', '北京市怀柔区', 116.5, 40.8),
    neighbour('13071308', '河北省张家口市赤城县', 115.9, 41.05),
    neighbour('13071308', '河北省张家口市沽源县', 115.8, 41.6),
    neighbour('1315', '内蒙古自治区锡林郭勒盟多伦县', 116.5, 42.15),
  ],
  '130827': [
    neighbour('13021308', '河北省唐山市迁西县', 118.35, 40.2),
    neighbour('13031308', '河北省秦皇岛市青龙满族自治县', 118.95, 40.35),
    neighbour('1321', '辽宁省朝阳市凌源市', 119.25, 40.72),
  ],
  '130828': [
    neighbour('1315', '内蒙古自治区锡林郭勒盟多伦县', 116.6, 42.2),
    neighbour('1315', '内蒙古自治区赤峰市克什克腾旗', 117.4, 42.8),
    neighbour('1315', '内蒙古自治区赤峰市松山区', 118.5, 42.35),
    neighbour('1315', '内蒙古自治区赤峰市喀喇沁旗', 118.5, 41.8),
  ],
  '130881': [
    neighbour('1321', '辽宁省朝阳市凌源市', 119.35, 41.05),
    neighbour('1315', '内蒙古自治区赤峰市宁城县', 118.9, 41.55),
  ],
};

/** A line along the city's border. */
export interface OuterLine {
  code: string;
  name: string;
  level: 'province' | 'city';
  /** Name of the other side. */
  other: string;
  /**
   * Year of the last joint inspection: invented, so that first the lines of round 4 (冀蒙, 京冀) and then those of round 5
   * become due, as the plan schedules them.
   */
  lastInspectionYear: number;
}

export const outerLines: readonly OuterLine[] = [
  { code: '1113', name: '京冀线承德段', level: 'province', other: '北京市', lastInspectionYear: 2021 },
  { code: '1213', name: '津冀线承德段', level: 'province', other: '天津市', lastInspectionYear: 2022 },
  { code: '1315', name: '冀蒙线承德段', level: 'province', other: '内蒙古自治区', lastInspectionYear: 2021 },
  { code: '1321', name: '冀辽线承德段', level: 'province', other: '辽宁省', lastInspectionYear: 2022 },
  { code: '13021308', name: '唐承线', level: 'city', other: '河北省唐山市', lastInspectionYear: 2023 },
  { code: '13031308', name: '秦承线', level: 'city', other: '河北省秦皇岛市', lastInspectionYear: 2023 },
  { code: '13071308', name: '张承线', level: 'city', other: '河北省张家口市', lastInspectionYear: 2024 },
];
