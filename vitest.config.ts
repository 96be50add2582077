import { defineConfig } from 'vitest/config';

/** @param prepared whether most of its tests start the program with the demonstration data */
const project = (name: string, testTimeout: number, prepared = false) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    globalSetup: prepared ? ['tests/support/prepared-data.ts'] : [],
    testTimeout,
    hookTimeout: 120_000,
    environment: 'node' as const,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000),
      project('integration', 60_000, true),
      project('fault', 180_000),
      project('e2e', 180_000, true),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
