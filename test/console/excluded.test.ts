import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reversal } from '../../src/core/reversal/reversal.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { type Over, reversalsOf } from './reversals-on.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** What only people may decide who are cleared for it, and what people may ask for instead. */
let desk: TestConsole
let [ines, omar, vera, clara, half]: Hand[] = []

beforeAll(async () => {
  desk = await openTestConsole()
  const people = await peopleOf(desk)
  ines = await people.add('ines', ['analyst'], 'safety')
  omar = await people.add('omar', ['approver'], 'payments')
  vera = await people.add('vera', ['viewer', 'auditor'])
  clara = await people.add('clara', ['approver', 'cleared'], 'legal')
  half = await people.add('half', ['analyst', 'cleared'])
}, 60_000)
afterAll(() => desk.close())

const { waiting, say, told, entries, problem, caseOf } = reversalsOf(() => desk)

describe('what is excluded', () => {
  const onlyCleared = 'it is excluded, and takes the yes of somebody who is cleared for that'
  const kept = (over: Over = {}) =>
    waiting(
      'blocked',
      { blockedBy: ['exclusion'], deadlineAt: undefined, ...over },
      { mode: 'observe', countermeasure: 'none', exclusion: 'child-safety' },
    )
  const reverse = (hand: Hand | undefined, of: Reversal, over: object) =>
    (hand as Hand).post(`/v1/alerts/${encodeURIComponent(of.alertId)}/reverse`, {
      reason: 'it was a pretext',
      ...over,
    })

  it('is listed as what only people who are cleared may decide', async () => {
    const of = await kept()
    const { reversals } = await desk.cases.waiting()
    const row = reversals.find(({ reversal }) => reversal.reversalId === of.reversalId)
    expect(row).toMatchObject({ onlyCleared: true })
    const plain = await waiting('proposed')
    const other = (await desk.cases.waiting()).reversals.find(
      ({ reversal }) => reversal.reversalId === plain.reversalId,
    )
    expect(other).toMatchObject({ onlyCleared: false })
  })

  it('is refused to everybody else by whatever way, and that is recorded; a no is for everybody', async () => {
    const of = await kept()
    expect(await problem(await say(omar, 'approve', of))).toEqual([403, 'not-allowed', onlyCleared])
    for (const over of [{}, { countermeasure: 'restore' }])
      expect(await problem(await reverse(omar, of, { commandHash: of.commandHash, ...over }))).toEqual([
        403,
        'not-allowed',
        onlyCleared,
      ])
    // To be cleared adds to a yes, and is none.
    expect((await problem(await say(half, 'approve', of)))[2]).toBe('this needs the permission "approve"')
    expect((await problem(await reverse(half, of, { commandHash: of.commandHash })))[2]).toBe(onlyCleared)
    // Nobody says of themself what the server knows of them.
    expect((await reverse(omar, of, { commandHash: of.commandHash, cleared: true })).status).toBe(400)
    expect((await say(omar, 'approve', of, { cleared: true })).status).toBe(400)
    expect(await told(of)).toEqual([])
    const caseId = await caseOf(of)
    const refusals = (await entries(caseId)).filter(
      ({ deed, who }) => deed === 'act-refused' && who === 'omar',
    )
    expect(refusals.at(-1)).toMatchObject({ after: { refused: onlyCleared } })
    expect((await say(ines, 'veto', of)).status).toBe(200)
  })

  it('is decided by somebody who is cleared, with a reason, and the record says so', async () => {
    const of = await kept()
    expect((await say(clara, 'approve', of, { reason: undefined })).status).toBe(400)
    expect((await say(clara, 'approve', of)).status).toBe(200)
    expect(await told(of)).toMatchObject([
      { do: 'approve', by: 'clara', cleared: true, countermeasure: 'restore' },
    ])
    expect((await entries(await caseOf(of))).at(-1)).toMatchObject({
      deed: 'said-yes',
      who: 'clara',
      after: { excluded: true, commandHash: of.commandHash },
    })
    // A yes to anything else says nothing of that.
    const plain = await waiting('proposed')
    expect((await say(clara, 'approve', plain)).status).toBe(200)
    expect((await entries(await caseOf(plain))).at(-1)?.after).not.toHaveProperty('excluded')
  })

  it('may be kept from the purge by anybody who may ask for an undo, and not by a viewer', async () => {
    const of = await kept()
    expect((await reverse(vera, of, { countermeasure: 'preserve' })).status).toBe(403)
    expect((await reverse(ines, of, { countermeasure: 'preserve' })).status).toBe(200)
    expect(await told(of)).toMatchObject([{ by: 'ines', countermeasure: 'preserve' }])
    expect((await entries(await caseOf(of))).at(-1)).toMatchObject({
      deed: 'undo-asked',
      after: { countermeasure: 'preserve' },
    })
  })

  it('by a mark that a gate has found since, too', async () => {
    const of = await waiting('blocked', { blockedBy: ['exclusion'], deadlineAt: undefined })
    expect((await problem(await say(omar, 'approve', of)))[2]).toBe(onlyCleared)
    expect((await say(clara, 'approve', of)).status).toBe(200)
  })
})

describe('another countermeasure than the alert asks for', () => {
  const reverse = (of: Reversal, countermeasure: string) =>
    (omar as Hand).post(`/v1/alerts/${encodeURIComponent(of.alertId)}/reverse`, {
      reason: 'only this',
      countermeasure,
    })

  it('is one that the table of inverses names, and told to the machine as such', async () => {
    const of = await waiting('vetoed')
    expect((await reverse(of, 'preserve')).status).toBe(200)
    expect(await told(of)).toMatchObject([{ countermeasure: 'preserve', by: 'omar' }])
    for (const countermeasure of ['protect', 'restrict'])
      expect((await problem(await reverse(of, countermeasure)))[2]).toBe(
        `nothing would ${countermeasure} after "deactivate"`,
      )
    expect((await reverse(of, 'everything')).status).toBe(400)
    // The restore was turned down, and stays so.
    expect((await problem(await reverse(of, 'restore')))[2]).toBe('a person said no')
  })

  it('is nobody’s where the policy only observes', async () => {
    const of = await waiting('confirmed', {}, { mode: 'observe' })
    expect((await problem(await reverse(of, 'preserve')))[2]).toBe('the policy only observes here')
  })
})
