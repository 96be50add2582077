import { useCallback, useEffect, useState } from 'react';

/** A reading of the device's position; longitude and latitude in degrees (WGS 84, which a phone gives), accuracy in metres. */
export interface Reading {
  longitude: number;
  latitude: number;
  accuracyM: number;
  altitudeM: number | null;
  at: number;
}

export type Whereabouts = { state: 'off' | 'waiting' | 'denied'; reading: null } | { state: 'on'; reading: Reading };

/** Follows the device's position from when it is asked for until the view is left. */
export function useWhereabouts(): [Whereabouts, () => void] {
  const [wanted, setWanted] = useState(false);
  const [whereabouts, setWhereabouts] = useState<Whereabouts>({ state: 'off', reading: null });
  useEffect(() => {
    if (!wanted) return undefined;
    setWhereabouts({ state: 'waiting', reading: null });
    const watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) =>
        setWhereabouts({
          state: 'on',
          reading: {
            longitude: coords.longitude,
            latitude: coords.latitude,
            accuracyM: coords.accuracy,
            altitudeM: coords.altitude,
            at: timestamp,
          },
        }),
      (error) => {
        if (error.code === error.PERMISSION_DENIED) setWhereabouts({ state: 'denied', reading: null });
      },
      { enableHighAccuracy: true, maximumAge: 0 },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, [wanted]);
  return [whereabouts, useCallback(() => setWanted(true), [])];
}
