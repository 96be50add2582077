import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { inWords, percent } from '../../indicators/evidence.ts';
import type { BurialParcel } from '../contract.ts';

type Explained = Omit<BurialParcel, 'explanation'>;

/** Clauses of which at least so large a share of a parcel is closed are named. */
const LEAST_SHARE = 0.0005;

/** Why a parcel has its rank, in sentences. */
export function explain(parcel: Explained): Text {
  const parts = [landPart(parcel), ...closedParts(parcel), ...bringsParts(parcel), ...accessParts(parcel)];
  return text(`${parts.map(({ zh }) => zh).join(';')}。`, `${parts.map(({ en }) => en).join('; ')}.`);
}

function landPart({ areaM2, admissibleM2, admissibleShare, capacityPlots }: Explained): Text {
  const area = inWords(Math.round(areaM2));
  if (capacityPlots < 1) {
    return text(`${area} 平方米中没有可用的部分`, `Of ${area} m² no part that has room for a place is left`);
  }
  const left = inWords(Math.round(admissibleM2));
  return text(
    `${area} 平方米中 ${left} 平方米(${percent(admissibleShare)})未被排除,可容 ${inWords(capacityPlots)} 穴`,
    `${left} of ${area} m² (${percent(admissibleShare)}) are not excluded, room for ${inWords(capacityPlots)} plots`,
  );
}

function closedParts({ exclusions, outsideShare }: Explained): Text[] {
  const closed = exclusions
    .filter(({ share }) => share >= LEAST_SHARE)
    .map(({ label, distanceM, clause, confirmed, share }) => {
      const reach =
        distanceM > 0 ? text(` ${inWords(distanceM)} 米内`, ` (within ${inWords(distanceM)} m)`) : text('', '');
      const open = confirmed ? text('', '') : text(',条文待核对', ', clause to be confirmed');
      return text(
        `${percent(share)} 因${label.zh}${reach.zh}排除(${clause.zh}${open.zh})`,
        `${percent(share)} is closed by ${label.en.toLowerCase()}${reach.en} (${clause.en}${open.en})`,
      );
    });
  if (outsideShare < LEAST_SHARE) return closed;
  const outside = percent(outsideShare);
  return [...closed, text(`${outside} 在所选行政区域之外`, `${outside} lies beyond the counties looked at`)];
}

function bringsParts({ need, meetsPlots, addsPlots, capacityPlots }: Explained): Text[] {
  if (capacityPlots < 1) return [];
  if (need === null) return [text('所服务的村民不明', 'it is not known whose villagers it would serve')];
  if (need.neededPlots === null || meetsPlots === null) {
    return [
      text(`${need.name}人口不详,需求未知`, `the people of ${need.name} are not counted, so the need is unknown`),
    ];
  }
  const needed = inWords(need.neededPlots);
  const [least, most] = [inWords(need.least!), inWords(need.most!)];
  const range = need.least === need.most ? text('', '') : text(`(${least}–${most})`, ` (${least} to ${most})`);
  const parts = [
    text(
      `${need.name}尚缺 ${needed} 穴${range.zh},可满足 ${inWords(meetsPlots)} 穴`,
      `${need.name} lacks ${needed} plots${range.en}, of which it meets ${inWords(meetsPlots)}`,
    ),
  ];
  if (addsPlots !== null && addsPlots < meetsPlots) {
    parts.push(
      text(
        `排名在前的地块建成后新增 ${inWords(addsPlots)} 穴`,
        `it adds ${inWords(addsPlots)} once the parcels ranked before it are built`,
      ),
    );
  }
  return parts;
}

function accessParts({ access, need, capacityPlots }: Explained): Text[] {
  if (capacityPlots < 1 || need === null) return [];
  if (access === null) return [text('到达时间未知', 'how long people need to get there is unknown')];
  const way = access.profile === 'car' ? text('驾车', 'by car') : text('步行', 'on foot');
  const minutes = (seconds: number) => inWords(Math.round(seconds / 60));
  const parts: Text[] = [];
  if (access.meanSeconds !== null && access.farthestSeconds !== null) {
    const [mean, farthest] = [minutes(access.meanSeconds), minutes(access.farthestSeconds)];
    parts.push(
      text(
        `${way.zh}平均 ${mean} 分钟、最远 ${farthest} 分钟`,
        `${mean} minutes ${way.en} on average, ${farthest} at most`,
      ),
    );
  }
  if (access.peopleBeyond > 0) {
    const people = inWords(Math.round(access.peopleBeyond));
    parts.push(text(`${people} 人在搜索时限内不能到达`, `${people} people do not get there within the time searched`));
  }
  if (access.peopleUnknown > 0) {
    const people = inWords(Math.round(access.peopleUnknown));
    parts.push(text(`${people} 人的到达时间未知`, `the way of ${people} people is unknown`));
  }
  return parts;
}
