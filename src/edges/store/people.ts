import { type Selectable, sql, type Transaction } from 'kysely'
import { isIdAmong } from '../../core/spelling/same-id.ts'
import type { Happening } from '../../ports/audit.ts'
import { type DeskRole, deskRoles, type People, type StoredPerson } from '../../ports/people.ts'
import { record } from './audit-append.ts'
import type { Database, Tables } from './database.ts'
import type { PeopleTables } from './people-tables.ts'
import { inStore } from './store-call.ts'

/** People in the store. Every change is recorded in its own transaction. */
export function openPeople(database: Database): People {
  /** Changes one person, if there is one that `where` fits, and records it. */
  const change = (
    what: string,
    happening: Happening,
    set: (store: Transaction<Tables>) => Promise<boolean>,
  ) =>
    inStore(what, () =>
      database.transaction().execute(async (store) => {
        if (!(await set(store))) return false
        await record(store, [happening])
        return true
      }),
    )
  return {
    find: (id) =>
      inStore('find a person', async () => {
        const row = await database
          .selectFrom('people')
          .selectAll()
          .where('person_id', '=', id)
          .executeTakeFirst()
        return row === undefined ? undefined : personOf(row)
      }),
    list: () =>
      inStore('list people', async () => {
        const rows = await database.selectFrom('people').selectAll().orderBy('person_id').execute()
        return rows.map(personOf)
      }),
    any: () =>
      inStore('look for people', async () => {
        const found = await database.selectFrom('people').select('person_id').limit(1).executeTakeFirst()
        return found !== undefined
      }),
    add: ({ id, name, team, roles, secretHash }, by, at) =>
      change(
        'add a person',
        { deed: 'person-added', at, by, whom: id, after: { roles: roles.join(',') } },
        async (store) => {
          const taken = await store.selectFrom('people').select('person_id').execute()
          if (
            isIdAmong(
              taken.map((row) => row.person_id),
              id,
            )
          )
            return false
          const added = await store
            .insertInto('people')
            .values({
              person_id: id,
              name,
              team: team ?? null,
              roles: roles.join(','),
              secret_hash: secretHash,
              disabled_at: null,
            })
            .onConflict((clash) => clash.doNothing())
            .returning('person_id')
            .executeTakeFirst()
          return added !== undefined
        },
      ),
    change: (id, { name, team, roles }, by, at) =>
      change(
        'change a person',
        {
          deed: 'person-changed',
          at,
          by,
          whom: id,
          ...(roles === undefined ? {} : { after: { roles: roles.join(',') } }),
        },
        async (store) => {
          const changed = await store
            .updateTable('people')
            .set({
              person_id: id,
              ...(name === undefined ? {} : { name }),
              ...(team === undefined ? {} : { team }),
              ...(roles === undefined ? {} : { roles: roles.join(',') }),
            })
            .where('person_id', '=', id)
            .returning('person_id')
            .executeTakeFirst()
          return changed !== undefined
        },
      ),
    disable: (id, by, reason, at) =>
      change(
        'disable a person',
        { deed: 'person-disabled', at, by, whom: id, why: reason },
        async (store) => {
          const disabled = await store
            .updateTable('people')
            .set({ disabled_at: at })
            .where('person_id', '=', id)
            .where('disabled_at', 'is', null)
            .returning('person_id')
            .executeTakeFirst()
          if (disabled === undefined) return false
          await store.deleteFrom('sessions').where('person_id', '=', id).execute()
          return true
        },
      ),
    setSecret: (id, secretHash, by, at) =>
      change('set a secret', { deed: 'secret-set', at, by, whom: id }, async (store) => {
        const set = await store
          .updateTable('people')
          .set({ secret_hash: secretHash })
          .where('person_id', '=', id)
          .returning('person_id')
          .executeTakeFirst()
        if (set === undefined) return false
        await store.deleteFrom('sessions').where('person_id', '=', id).execute()
        return true
      }),
    countTry: (what, windowMs, now) =>
      inStore('count a try to sign in', async () => {
        const row = await database
          .insertInto('sign_in_tries')
          .values({ what, count: 1, until_ms: now + windowMs })
          .onConflict((clash) =>
            clash.column('what').doUpdateSet({
              count: sql`case when sign_in_tries.until_ms <= ${now} then 1 else sign_in_tries.count + 1 end`,
              until_ms: sql`case when sign_in_tries.until_ms <= ${now} then ${now + windowMs} else sign_in_tries.until_ms end`,
            }),
          )
          .returning('count')
          .executeTakeFirstOrThrow()
        return row.count
      }),
    forgiveTry: (what) =>
      inStore('forgive a try to sign in', async () => {
        await database
          .updateTable('sign_in_tries')
          .set((be) => ({ count: be('count', '-', 1) }))
          .where('what', '=', what)
          .where('count', '>', 0)
          .execute()
      }),
    forgetTries: (now) =>
      inStore('forget tries to sign in', async () => {
        await database.deleteFrom('sign_in_tries').where('until_ms', '<=', now).execute()
      }),
  }
}

function personOf(row: Selectable<PeopleTables['people']>): StoredPerson {
  const named = row.roles.split(',')
  return {
    id: row.person_id,
    name: row.name,
    team: row.team ?? undefined,
    // A role that this version does not know grants nothing.
    roles: deskRoles.filter((role): role is DeskRole => named.includes(role)),
    secretHash: row.secret_hash,
    disabledAt: row.disabled_at ?? undefined,
  }
}
