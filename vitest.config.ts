import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/skipped-aloud.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // The real brokers, registries and browsers in test/real share two cores with the tests themselves.
    maxWorkers: 2,
  },
})
