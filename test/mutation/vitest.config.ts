import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { KeptThread } from './kept-thread.ts'
import { parts } from './parts.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** The tests of one part, as Stryker runs them over and over; what needs a store with SQLite alone, for the same
 *  queries on PostgreSQL would take minutes more and kill the same mutants. */
export default defineConfig({
  resolve: { alias: [{ find: /^.*\/real\/postgres\.ts$/, replacement: here('no-postgres.ts') }] },
  plugins: [
    {
      name: 'kept-threads',
      // Stryker names a pool of Vitest's own, whatever stands in the configuration.
      configureVitest({ project: { config } }) {
        config.pool = 'kept-threads'
        config.poolRunner = { name: 'kept-threads', createPoolWorker: (options) => new KeptThread(options) }
      },
    },
  ],
  test: {
    root: here('../..'),
    include: [...(parts[process.env.MUTATED_PART ?? '']?.tests ?? [])],
    setupFiles: [here('no-mutant.ts')],
    testTimeout: 20_000,
  },
})
