/**
 * A key that makes repeating one intended POST harmless. Not `crypto.randomUUID`, which browsers withhold from pages that
 * a bureau serves without TLS on its own network.
 */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
