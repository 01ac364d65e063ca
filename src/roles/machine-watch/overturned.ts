import { readVerdict } from '../../core/decision/verdict.ts'
import type { Demotion } from '../../core/reversal/demotion.ts'
import { limitAlert, limitSource } from '../../core/reversal/limit-alert.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Log, Membership } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { ownTopics } from '../../ports/topics.ts'
import { alertIdOf } from '../ids.ts'
import { decodeJson } from '../json.ts'

export interface OverturnedNeeds {
  readonly log: Log
  readonly limits: Pick<Limits, 'overturn' | 'uphold'>
  readonly policy: { current(): { readonly demotion: Parameters<Limits['overturn']>[1] } }
  readonly notice: Notify
  /** Something was demoted. */
  said(): void
}

/** Reads every verdict once, by a group that all instances share, and takes a mode away from what analysts overturn
 *  too often. Of each change the last word counts. */
export async function followVerdicts(needs: OverturnedNeeds): Promise<Membership> {
  const joined = Promise.withResolvers<Membership>()
  const membership = await needs.log.join({
    group: 'countermand.overturned',
    topics: [ownTopics.verdicts.name],
    from: 'start',
    async handle(batch) {
      for (const record of batch.records) {
        const verdict = readVerdict(decodeJson(record.value))
        if (verdict === undefined) continue
        if (verdict.verdict !== 'meant') {
          await needs.limits.uphold(verdict, verdict.at)
          continue
        }
        const { demotion: rule } = needs.policy.current()
        for (const demotion of await needs.limits.overturn(verdict, rule, verdict.at, alertOf)) {
          needs.notice({ kind: 'Demoted', scope: demotion.scope, says: demotion.why })
          needs.said()
        }
      }
      const last = batch.records.at(-1)
      if (last === undefined || !batch.isCurrent()) return
      const { topic, partition, offset } = last
      await (await joined.promise).commit([{ topic, partition, offset: offset + 1 }])
    },
  })
  joined.resolve(membership)
  return membership
}

function alertOf({ scope, steps, at, why }: Demotion) {
  const eventId = `demotion/${scope}/${at}`
  const lower = steps === 1 ? 'one mode lower' : `${steps} modes lower`
  return limitAlert({
    alertId: alertIdOf(limitSource, eventId, 'limit'),
    eventId,
    severity: 'high',
    says: `The ${scope} now stands ${lower} than the policy says: ${why}. Two people may undo that.`,
    at,
  })
}
