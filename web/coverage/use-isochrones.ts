import { useCallback, useEffect, useRef, useState } from 'react';
import type { CoverageReport, IsochroneReport } from '../../server/coverage/contract.ts';
import { askIsochrones } from './queries.ts';

/** How long the pointer rests on a facility before its reach is asked for. */
const restMilliseconds = 120;

/** Bands of a map of reach: thirds of the time that counts, so 5, 10 and 15 of fifteen minutes. */
export const bandMinutes = (minutes: number): number[] =>
  [1, 2, 3].map((third) => Math.round((minutes * third * 100) / 3) / 100);

/** The reach of the place that the pointer rests on; asking for another ends the request before. */
export function useIsochrones(report: CoverageReport | undefined) {
  const [isochrones, setIsochrones] = useState<IsochroneReport | null>(null);
  const running = useRef<{ controller: AbortController; timer: ReturnType<typeof setTimeout> } | null>(null);
  const walk = useRef(report);
  walk.current = report;

  const show = useCallback((place: readonly [number, number] | null) => {
    if (running.current) {
      clearTimeout(running.current.timer);
      running.current.controller.abort();
      running.current = null;
    }
    const current = walk.current;
    if (place === null || !current) {
      setIsochrones(null);
      return;
    }
    const controller = new AbortController();
    const ask = async () => {
      const { speedMps, snapLimitM, minutes } = current.question;
      const options = { speedMps, snapLimitM, network: current.network.name };
      try {
        setIsochrones(await askIsochrones(place, options, bandMinutes(minutes), controller.signal));
      } catch (error) {
        // A band that cannot be drawn leaves the map as it is; the figures do not come from it.
        if (!controller.signal.aborted) console.warn('isochrones', error);
      }
    };
    running.current = { controller, timer: setTimeout(() => void ask(), restMilliseconds) };
  }, []);
  useEffect(() => () => show(null), [show]);
  return { isochrones, show };
}
