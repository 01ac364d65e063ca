import type { Alert } from '../../core/decision/alert.ts'
import { approvalMsMax } from '../../core/reversal/countdown.ts'
import type { Demotion } from '../../core/reversal/demotion.ts'
import { nearNoReturnMs } from '../../core/reversal/no-return.ts'
import type { Limits } from '../../ports/limits.ts'
import { record } from './audit-append.ts'
import { breakerSeen, breakerStanding, closeBreaker, openBreaker, tightenBreaker } from './breaker.ts'
import { budgetsStanding } from './budgets-standing.ts'
import type { Database } from './database.ts'
import { demote, overturnedScopes, upholdUndoing } from './demotions.ts'
import { say } from './limit-alerts.ts'
import { claimed, saidBy } from './second-persons.ts'
import { inStore } from './store-call.ts'
import { oneAfterAnother } from './turn.ts'

const unsaidMax = 100

export function openLimits(database: Database): Limits {
  return {
    seen: (from) => inStore('read what the breaker looks at', () => breakerSeen(database, from)),
    openBreaker: (opening, at, alert) =>
      inStore('open the breaker', () =>
        database.transaction().execute((store) => openBreaker(store, opening, at, alert)),
      ),
    tightenBreaker: (why, at, alert) =>
      inStore('tighten the breaker', () =>
        database.transaction().execute((store) => tightenBreaker(store, why, at, alert)),
      ),
    breaker: () => inStore('read the breaker', () => breakerStanding(database)),
    budgets: (budgets, now) => inStore('read the budgets', () => budgetsStanding(database, budgets, now)),
    asked: (now) =>
      inStore('read what waits for a second person', async () => {
        const rows = await database
          .selectFrom('second_persons')
          .selectAll()
          .where('at', '>=', now - approvalMsMax)
          .where('at', '<=', now)
          .orderBy('at')
          .execute()
        return rows.map(({ at, ...row }) => ({ ...row, until: at + approvalMsMax }))
      }),
    closeBreaker: (act) =>
      inStore('close the breaker', () => database.transaction().execute((store) => closeBreaker(store, act))),
    demotions: () =>
      inStore('read what was demoted', () => database.selectFrom('demotions').selectAll().execute()),
    overturn: (change, rule, at, alertOf) =>
      inStore('take a verdict', () =>
        database.transaction().execute(async (store) => {
          // Of two verdicts at once each would count without the other, and neither demote.
          await oneAfterAnother(store, 'demote', at)
          const demotions: Demotion[] = []
          for (const scope of await overturnedScopes(store, change, at)) {
            const demotion = await demote(store, scope, rule, at)
            if (demotion === undefined) continue
            demotions.push(demotion)
            const after = { steps: demotion.steps }
            const told = { deed: 'demotion-moved', about: scope, after, at } as const
            await record(store, [{ ...told, why: demotion.why }])
            await say(store, alertOf(demotion))
          }
          return demotions
        }),
      ),
    uphold: (change, at) =>
      inStore('take a verdict', () =>
        database.transaction().execute((store) => upholdUndoing(store, change, at)),
      ),
    endDemotion: (scope, act) =>
      inStore('end a demotion', () =>
        database.transaction().execute(async (store) => {
          // A verdict at the same time would go on from the steps that are taken back here.
          await oneAfterAnother(store, 'demote', act.at)
          const held = await store
            .selectFrom('demotions')
            .select('steps')
            .where('scope', '=', scope)
            .where('steps', '>', 0)
            .executeTakeFirst()
          const ask = await claimed(store, act)
          if (ask === undefined) return { kind: 'key-reused' }
          if (held === undefined) return { kind: 'nothing-to-do' }
          const consent = await ask(`demotion of ${scope}`)
          if (consent.kind !== 'done') return consent
          // Kept at none: what was overturned before somebody looked must not demote it again at once.
          await store
            .updateTable('demotions')
            .set({ steps: 0, at: act.at, why: `${act.by}: ${act.reason}` })
            .where('scope', '=', scope)
            .execute()
          const told = { deed: 'demotion-moved', about: scope, after: { steps: 0 } } as const
          await record(store, [{ ...told, ...saidBy(act) }])
          return consent
        }),
      ),
    raiseNear: (now) =>
      inStore('raise cases that cannot wait', async () => {
        await database
          .updateTable('cases')
          .set((be) => ({ priority: 2, updated_at: now, revision: be('revision', '+', 1) }))
          .where('state', '!=', 'closed')
          .where('priority', '<', 2)
          .where('deadline_at', '>', now)
          .where('deadline_at', '<=', now + nearNoReturnMs)
          .execute()
      }),
    unsaid: () =>
      inStore('read alerts about the machine', async () => {
        const rows = await database
          .selectFrom('limit_alerts')
          .select('body')
          .orderBy('at')
          .orderBy('alert_id')
          .limit(unsaidMax)
          .execute()
        return rows.map((row) => JSON.parse(row.body) as Alert)
      }),
    said: (alertIds) =>
      inStore('note that alerts about the machine were said', async () => {
        if (alertIds.length === 0) return
        await database.deleteFrom('limit_alerts').where('alert_id', 'in', alertIds).execute()
      }),
  }
}
