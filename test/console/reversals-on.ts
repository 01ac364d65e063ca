import type { AuditEntry } from '../../src/core/audit/entry.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import type { Instruction } from '../../src/core/reversal/instruction.ts'
import type { Reversal, ReversalState } from '../../src/core/reversal/reversal.ts'
import type { TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import type { Hand } from './signed-in-people.ts'

/** What stands there as undefined is left out. */
export type Over = { readonly [Name in keyof Reversal]?: Reversal[Name] | undefined }

/** Reversals on a console of the tests: what people say of them, and what comes of it. */
export function reversalsOf(desk: () => TestConsole) {
  let accounts = 0
  /** An alert of its own with a reversal that stands there. */
  async function waiting(
    state: ReversalState,
    over: Over = {},
    alertOver: Partial<Alert> = {},
    actorId = 'd.keller',
  ): Promise<Reversal> {
    const account = { id: `account-${++accounts}`, handle: `@account-${accounts}` }
    const alert = alertOn(changeBy(actorId, { account, occurredAt: desk().clock.now() }), {
      mode: 'veto',
      rules: [],
      ...alertOver,
    })
    const reversal = reversalOf(alert, state, {
      commandHash: `hash-${accounts}`,
      deadlineAt: desk().clock.now() + 120_000,
      version: 1,
      ...(over as Partial<Reversal>),
    })
    await desk().cases.takeAlerts([alert], desk().clock.now())
    await desk().cases.takeReversals([reversal], desk().clock.now())
    return reversal
  }

  const say = (hand: Hand | undefined, word: string, of: Reversal, over: object = {}, headers = {}) =>
    (hand as Hand).post(
      `/v1/reversals/${encodeURIComponent(of.reversalId)}/${word}`,
      { commandHash: of.commandHash, reason: 'looked at it', ...over },
      headers,
    )

  /** What was told to the machine about this alert. */
  async function told(of: Reversal): Promise<readonly Instruction[]> {
    const all = await desk().outbox.waiting(1_000)
    return all
      .filter(({ topic }) => topic === 'countermand.instructions')
      .map(({ record }): Instruction => JSON.parse(String(record.value)))
      .filter(({ alertId }) => alertId === of.alertId)
  }

  async function entries(about: string): Promise<readonly (AuditEntry & { readonly who?: string })[]> {
    const rows = await desk().audit.rowsAbout([about], 200)
    return Promise.all(
      rows.map(async ({ body }) => {
        const entry: AuditEntry = JSON.parse(body)
        const { who } = await desk().audit.unseal(entry)
        return { ...entry, ...(who === undefined ? {} : { who }) }
      }),
    )
  }

  const problem = async (answer: Response) => {
    const { code, title } = (await answer.json()) as { code: string; title: string }
    return [answer.status, code, title]
  }
  const caseOf = async (of: Reversal) =>
    (await desk().cases.waiting()).reversals.find(({ reversal }) => reversal.reversalId === of.reversalId)
      ?.caseId ?? ''

  return { waiting, say, told, entries, problem, caseOf }
}
