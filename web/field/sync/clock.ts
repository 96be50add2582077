/** How wrong a device's clock may be before it is told, milliseconds. */
export const CLOCK_TOLERANCE_MS = 2 * 60_000;

/**
 * Server's clock minus the device's, taking the answer's moment to lie in the middle of the wait (as SNTP does, RFC 4330).
 * @param sentAt, receivedAt by the device's clock, milliseconds
 */
export function clockOffsetMs(serverTime: string, sentAt: number, receivedAt: number): number {
  return Math.round(Date.parse(serverTime) - (sentAt + receivedAt) / 2);
}

/** How long an offset is trusted, milliseconds: in the meantime the clock may have been set right. */
export const CLOCK_TRUST_MS = 30 * 86_400_000;

/**
 * The server's clock now, milliseconds, or null where it is not known: never asked, too long ago, or the device's clock
 * was set back since.
 * @param now by the device's clock, milliseconds
 */
export function serverNow(
  { clockOffsetMs: offset, clockAskedAt: asked }: { clockOffsetMs: number | null; clockAskedAt: number | null },
  now: number,
): number | null {
  if (offset === null || asked === null || now < asked || now - asked > CLOCK_TRUST_MS) return null;
  return now + offset;
}

/** The error to tell, or null. Records keep the device's time all the same; their order is the server's. */
export const clockError = (offsetMs: number | null): number | null =>
  offsetMs !== null && Math.abs(offsetMs) > CLOCK_TOLERANCE_MS ? offsetMs : null;
