import type { Sessions } from '../../ports/sessions.ts'
import { record } from './audit-append.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'

/** Sign-in sessions in the store: they outlive a restart, so nobody is signed out by one. */
export function openSessions(database: Database): Sessions {
  return {
    open: (session, happening) =>
      inStore('open a session', () =>
        database.transaction().execute(async (store) => {
          await store
            .insertInto('sessions')
            .values({
              id_hash: session.idHash,
              person_id: session.personId,
              opened_at: session.openedAt,
              seen_at: session.seenAt,
              live_at: null,
            })
            .execute()
          await record(store, [happening])
        }),
      ),
    find: (idHash) =>
      inStore('find a session', async () => {
        const row = await database
          .selectFrom('sessions')
          .selectAll()
          .where('id_hash', '=', idHash)
          .executeTakeFirst()
        if (row === undefined) return undefined
        return { idHash, personId: row.person_id, openedAt: row.opened_at, seenAt: row.seen_at }
      }),
    touch: (idHash, at) =>
      inStore('keep a session', async () => {
        await database
          .updateTable('sessions')
          .set({ seen_at: at })
          .where('id_hash', '=', idHash)
          .where('seen_at', '<', at)
          .execute()
      }),
    end: (idHash, happening) =>
      inStore('end a session', () =>
        database.transaction().execute(async (store) => {
          await store.deleteFrom('sessions').where('id_hash', '=', idHash).execute()
          if (happening !== undefined) await record(store, [happening])
        }),
      ),
    sawLive: (idHash, at) =>
      inStore('note an open console', async () => {
        await database.updateTable('sessions').set({ live_at: at }).where('id_hash', '=', idHash).execute()
      }),
    wasLive: (personId, since) =>
      inStore('look for an open console', async () => {
        const found = await database
          .selectFrom('sessions')
          .select('id_hash')
          .where('person_id', '=', personId)
          .where('live_at', '>=', since)
          .limit(1)
          .executeTakeFirst()
        return found !== undefined
      }),
    forget: (openedBefore, seenBefore) =>
      inStore('forget old sessions', async () => {
        await database
          .deleteFrom('sessions')
          .where((is) => is.or([is('opened_at', '<', openedBefore), is('seen_at', '<', seenBefore)]))
          .execute()
      }),
  }
}
