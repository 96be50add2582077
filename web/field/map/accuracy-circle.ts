import type { Feature, Polygon } from 'geojson';

const CORNERS = 48;
const METRES_PER_DEGREE = 111_320;

/** The circle within which the device is; a plane is near enough for some hundred metres. @param radiusM metres */
export function accuracyCircle([longitude, latitude]: readonly [number, number], radiusM: number): Feature<Polygon> {
  const squeeze = Math.cos((latitude * Math.PI) / 180);
  const radius = radiusM / METRES_PER_DEGREE;
  const ring = Array.from({ length: CORNERS + 1 }, (_, i) => {
    const turn = (2 * Math.PI * (i % CORNERS)) / CORNERS;
    return [longitude + (radius * Math.cos(turn)) / squeeze, latitude + radius * Math.sin(turn)];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}
