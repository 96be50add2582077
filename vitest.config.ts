import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout, hookTimeout: 120_000, environment: 'node' },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000),
      project('integration', 60_000),
      project('fault', 180_000),
      project('e2e', 180_000),
      project('journeys', 180_000),
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
