import { defineConfig } from 'vitest/config';

// A browser on a busy machine can miss a moment; one more try, which the report names, tells that from a fault.
const project = (name: string, testTimeout: number, retry = 0) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 120_000,
    retry,
    environment: 'node',
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000),
      project('integration', 60_000),
      project('fault', 180_000),
      project('e2e', 180_000, 1),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
