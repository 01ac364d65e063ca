import { beforeEach, expect, it } from 'vitest'
import { askMs } from '../../../src/core/ask/answer.ts'
import { openOutbox } from '../../../src/edges/store/outbox.ts'
import { openQuestions } from '../../../src/edges/store/questions.ts'
import type { NewQuestion, Questions } from '../../../src/ports/checks.ts'
import { causeFor } from '../../console/asking.ts'
import { changeBy } from '../../console/people-and-alerts.ts'
import { inEachStore } from './stores.ts'

inEachStore('questions', (database) => {
  /** Two instances of the console. */
  let one: Questions
  let two: Questions
  let made = 0

  beforeEach(() => {
    one = openQuestions(database())
    two = openQuestions(database())
  })

  const asking = (accountId: string, over: Partial<NewQuestion> = {}): NewQuestion => ({
    checkId: `check-${made++}`,
    answer: 'second-person',
    at: 1_000,
    holdMs: 60_000,
    about: {
      cause: causeFor(accountId),
      change: changeBy('ana', {
        account: { id: accountId },
        actor: { id: 'ana', kind: 'employee', team: 'desk' },
      }),
      says: 'ana would',
      severity: 'medium',
      suspicionCenti: 300,
      stakesCenti: 400,
      scoreCenti: 700,
      bars: [],
      tier: 'notable',
      policy: '0123456789ab',
    },
    ...over,
  })
  const opened = async (accountId: string) => {
    const question = await one.ask(asking(accountId))
    if (question === 'full') throw new Error('no room')
    return question
  }
  const saying = (checkId: string, accountId: string) => ({
    checkId,
    opinion: 'approve' as const,
    cause: causeFor(accountId),
    by: 'lead',
    team: undefined,
    reason: 'looked at it',
    at: 2_000,
  })

  it('two instances asked at once have the same question', async () => {
    const answers = await Promise.all(
      [one, two, one, two].map((questions) => questions.ask(asking('at-once'))),
    )
    expect(new Set(answers.map((question) => question !== 'full' && question.checkId)).size).toBe(1)
    expect(await one.open(1_500)).toHaveLength(1)
  })

  it('two persons who answer at once: one of them has, and the other is told', async () => {
    const { checkId } = await opened('both')
    const outcomes = await Promise.all([
      one.answer(saying(checkId, 'both')),
      two.answer({ ...saying(checkId, 'both'), by: 'other', opinion: 'refuse' }),
    ])
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', 'too-late'])
    const approved = (await one.find(checkId, 2_000))?.state === 'approved'
    const sent = (await openOutbox(database()).waiting(100)).filter(({ messageId }) =>
      messageId.endsWith(checkId),
    )
    expect(sent).toHaveLength(approved ? 1 : 0)
  })

  it('nobody vouches for themself, for one of their own team, or for another change', async () => {
    const { checkId } = await opened('own')
    const kinds = [
      { by: 'ana' },
      { team: 'desk' },
      { cause: causeFor('else') },
      { checkId: 'none' },
      { at: 1_000 + askMs },
    ].map(async (over) => (await one.answer({ ...saying(checkId, 'own'), ...over })).kind)
    expect(await Promise.all(kinds)).toEqual(['own', 'same-team', 'other-change', 'missing', 'too-late'])
    expect(await one.find(checkId, 2_000)).toMatchObject({ state: 'waiting' })
    expect((await one.answer({ ...saying(checkId, 'own'), team: 'another' })).kind).toBe('done')
  })

  it('while it is held a no is heard, and a yes is not', async () => {
    const held = await one.ask(asking('held', { answer: 'hold' }))
    const checkId = held === 'full' ? '' : held.checkId
    const yes = await one.answer(saying(checkId, 'held'))
    expect(yes).toEqual({ kind: 'too-late', says: 'it is held: nobody can say yes to it yet' })
    const no = { ...saying(checkId, 'held'), opinion: 'refuse' as const }
    expect(await one.answer(no)).toMatchObject({ kind: 'done', question: { state: 'refused' } })
    expect(await two.find(checkId, 100_000)).toMatchObject({ state: 'refused', answeredBy: 'lead' })
    expect((await one.answer({ ...saying(checkId, 'held'), at: 100_000 })).kind).toBe('too-late')
  })

  it('another instance’s answer is seen within the second', async () => {
    const { checkId } = await opened('elsewhere')
    await two.answer({ ...saying(checkId, 'elsewhere'), opinion: 'refuse' })
    await expect
      .poll(async () => one.ask(asking('elsewhere', { at: 2_500 })), { timeout: 3_000 })
      .toMatchObject({ checkId, state: 'refused' })
  })

  it('what is over leaves', async () => {
    const { checkId } = await opened('old')
    await one.forget(1_000 + askMs)
    expect(await one.find(checkId, 0)).toBeUndefined()
    expect(await one.open(0)).toEqual([])
  })
})
