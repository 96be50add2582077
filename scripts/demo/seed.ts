/** Seed of the committed data. */
export const demoSeed = 20250101;
