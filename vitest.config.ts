import { defineConfig } from 'vitest/config';

/**
 * @param options.prepared whether most of its tests start the program with the demonstration data
 * @param options.isolate false: files share the modules that they import, which halves the time of tests of pure functions
 */
const project = (name: string, testTimeout: number, { prepared = false, isolate = true } = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    globalSetup: prepared ? ['tests/support/prepared-data.ts'] : [],
    isolate,
    testTimeout,
    hookTimeout: 120_000,
    environment: 'node' as const,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000, { isolate: false }),
      project('integration', 60_000, { prepared: true }),
      project('fault', 180_000),
      project('e2e', 180_000, { prepared: true }),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
