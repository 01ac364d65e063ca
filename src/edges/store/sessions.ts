import type { Sessions } from '../../ports/sessions.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'

/** Sign-in sessions in the store: they outlive a restart, so nobody is signed out by one. */
export function openSessions(database: Database): Sessions {
  return {
    open: (session) =>
      inStore('open a session', async () => {
        await database
          .insertInto('sessions')
          .values({
            id_hash: session.idHash,
            person_id: session.personId,
            opened_at: session.openedAt,
            seen_at: session.seenAt,
          })
          .execute()
      }),
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
    end: (idHash) =>
      inStore('end a session', async () => {
        await database.deleteFrom('sessions').where('id_hash', '=', idHash).execute()
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
