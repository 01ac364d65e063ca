import type { Migration } from 'kysely/migration'
import type { PollPlace } from '../../core/change/poll-place.ts'
import type { PollPlaces } from '../../ports/source.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'

export interface PollTables {
  /** `place` is empty until something was read. */
  polls: { source: string; holder: string; until_ms: number; place: string }
}

export const pollMigrations: Record<string, Migration> = {
  '2026-11-30-polls': {
    async up(database) {
      await database.schema
        .createTable('polls')
        .ifNotExists()
        .addColumn('source', 'text', (column) => column.primaryKey())
        .addColumn('holder', 'text', (column) => column.notNull())
        .addColumn('until_ms', 'bigint', (column) => column.notNull())
        .addColumn('place', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

export function openPollPlaces(database: Database): PollPlaces {
  return {
    take: (source, holder, now, until) =>
      inStore('take the reading of a source', async () => {
        const rows = await database
          .insertInto('polls')
          .values({ source, holder, until_ms: until, place: '' })
          .onConflict((clash) =>
            clash
              .column('source')
              .doUpdateSet({ holder, until_ms: until })
              .where((row) => row.or([row('polls.holder', '=', holder), row('polls.until_ms', '<=', now)])),
          )
          .returning('place')
          .execute()
        const [row] = rows
        if (row === undefined) return undefined
        return row.place === '' ? {} : { place: JSON.parse(row.place) as PollPlace }
      }),
    keep: (source, holder, place) =>
      inStore('keep how far a source was read', async () => {
        const rows = await database
          .updateTable('polls')
          .set({ place: JSON.stringify(place) })
          .where('source', '=', source)
          .where('holder', '=', holder)
          .returning('source')
          .execute()
        return rows.length === 1
      }),
    leave: (source, holder) =>
      inStore('leave the reading of a source', async () => {
        await database
          .updateTable('polls')
          .set({ until_ms: 0 })
          .where('source', '=', source)
          .where('holder', '=', holder)
          .execute()
      }),
  }
}
