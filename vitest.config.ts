import { defineConfig } from 'vitest/config';

/** @param setup what is made once before its tests */
const project = (name: string, testTimeout: number, setup: readonly string[] = []) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    globalSetup: setup.map((file) => `tests/support/${file}.ts`),
    // Files share the modules that they import, and so the browser: each would load them anew, for seconds.
    isolate: false,
    testTimeout,
    hookTimeout: 120_000,
    environment: 'node' as const,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000),
      project('integration', 60_000, ['program', 'prepared-data']),
      project('fault', 180_000, ['program', 'prepared-data']),
      project('e2e', 180_000, ['prepared-data']),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
