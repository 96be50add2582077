import { defineConfig } from 'vitest/config';

/**
 * @param options.setup what is made once before its tests
 * @param options.isolate false: files share the modules that they import, which halves the time of tests of pure functions
 */
const project = (name: string, testTimeout: number, { setup = [] as string[], isolate = true } = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    globalSetup: setup.map((file) => `tests/support/${file}.ts`),
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
      project('integration', 60_000, { setup: ['program', 'prepared-data'] }),
      project('fault', 180_000, { setup: ['program', 'prepared-data'] }),
      project('e2e', 180_000, { setup: ['prepared-data'] }),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
