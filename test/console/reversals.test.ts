import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import type { Reversal } from '../../src/core/reversal/reversal.ts'
import { openLedger } from '../../src/edges/store/ledger.ts'
import { openPage, until } from './live-page.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { reversalsOf } from './reversals-on.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

let desk: TestConsole
let [ines, omar, mate, vera, rita]: Hand[] = []

beforeAll(async () => {
  desk = await openTestConsole({ authors: { 'last-hour-on-protected': 'rita' } })
  const people = await peopleOf(desk)
  ines = await people.add('ines', ['analyst'], 'safety')
  omar = await people.add('omar', ['approver'], 'payments')
  mate = await people.add('mate', ['approver'], 'support')
  vera = await people.add('vera', ['viewer', 'auditor'])
  rita = await people.add('rita', ['approver'])
}, 60_000)
afterAll(() => desk.close())

const { waiting, say, told, entries, problem, caseOf } = reversalsOf(() => desk)

describe('what waits for people', () => {
  it('is listed by its deadline, with what somebody who decides must know; what has none comes last', async () => {
    const later = await waiting('counting', { deadlineAt: desk.clock.now() + 90_000 })
    const sooner = await waiting('proposed', { deadlineAt: desk.clock.now() + 30_000 })
    const blocked = await waiting('blocked', { blockedBy: ['budgets'] })
    await waiting('escalated')
    await waiting('confirmed')
    const answer = (await (await (vera as Hand).get('/v1/reversals')).json()) as {
      now: number
      reversals: { reversal: Reversal; handle: string; actor: object }[]
      approvers: { id: string }[]
    }
    const ids = answer.reversals.map(({ reversal }) => reversal.reversalId)
    expect(ids).toEqual([sooner.reversalId, later.reversalId, blocked.reversalId])
    expect(answer.reversals[0]).toMatchObject({
      reversal: { commandHash: sooner.commandHash },
      severity: 'critical',
      tier: 'protected',
      actor: { id: 'd.keller', kind: 'contractor' },
    })
    expect(Math.abs(answer.now - desk.clock.now())).toBeLessThan(2_000)
    expect(answer.approvers.map(({ id }) => id)).toEqual(['mate', 'omar', 'rita'])
  })

  it('stands in the record as seen when it is new to whoever asks, and not with every look', async () => {
    const listings = async () => {
      const rows = await desk.audit.rows(0, 10_000)
      return rows.filter(({ body }) => (JSON.parse(body) as AuditEntry).deed === 'reversals-listed').length
    }
    const before = await listings()
    for (let n = 0; n < 3; n++) await (omar as Hand).get('/v1/reversals')
    expect(await listings()).toBe(before + 1)
    await waiting('proposed')
    await (omar as Hand).get('/v1/reversals')
    expect(await listings()).toBe(before + 2)
  })
})

describe('a word', () => {
  it.each([
    ['approve', 'proposed', 'approve', 'said-yes', 'said-yes', {}],
    ['veto', 'counting', 'veto', 'said-no', 'said-no', {}],
    ['veto', 'blocked', 'veto', 'said-no', 'said-no', {}],
    ['extend', 'counting', 'extend', 'more-time-asked', 'asked-for-time', {}],
    ['hand-over', 'counting', 'hand-over', 'hand-over-asked', 'asked-to-hand-over', { toPerson: 'mate' }],
    ['hand-over', 'counting', 'hand-over', 'hand-over-asked', 'asked-to-hand-over', { toRole: 'approver' }],
  ] as const)(
    '%s upon %s is told to the machine, remembered and recorded at once',
    async (route, state, deed, audited, did, over) => {
      const of = await waiting(state, { longerUntil: desk.clock.now() + 240_000 })
      const answer = await say(omar, route, of, over)
      expect(answer.status).toBe(200)
      expect(await told(of)).toMatchObject([
        {
          do: deed,
          by: 'omar',
          team: 'payments',
          roles: ['approver'],
          onShift: false,
          commandHash: of.commandHash,
          countermeasure: 'restore',
          reason: 'looked at it',
          ...over,
        },
      ])
      const caseId = await caseOf(of)
      const { history } = (await desk.cases.detail(caseId)) ?? { history: [] }
      expect(history.at(-1)).toMatchObject({ by: 'omar', did, note: 'looked at it' })
      expect((await entries(caseId)).at(-1)).toMatchObject({
        deed: audited,
        who: 'omar',
        after: { reversalId: of.reversalId, commandHash: of.commandHash },
        requestId: expect.stringMatching(/^[\w-]{36}$/),
      })
    },
  )

  it('to acknowledge takes somebody on shift: with the console open', async () => {
    const of = await waiting('counting')
    expect(await problem(await say(ines, 'acknowledge', of))).toEqual([
      403,
      'not-allowed',
      'only somebody on shift acknowledges a countdown',
    ])
    expect(await told(of)).toEqual([])
    const page = await openPage(desk, { cookie: (ines as Hand).cookie })
    await page.until((message) => message.type === 'welcome')
    expect((await say(ines, 'acknowledge', of)).status).toBe(200)
    expect(await told(of)).toMatchObject([{ do: 'acknowledge', by: 'ines', onShift: true }])
    expect((await entries(await caseOf(of))).at(-1)).toMatchObject({ deed: 'countdown-seen', who: 'ines' })
    page.close()
    await until(() => desk.live.clients() === 0)
  })

  it('sent twice is told once', async () => {
    const of = await waiting('proposed')
    const send = () => say(omar, 'approve', of, {}, { 'idempotency-key': 'the-same-word' })
    expect((await send()).status).toBe(200)
    const again = await send()
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(await told(of)).toHaveLength(1)
    const other = await say(omar, 'veto', of, {}, { 'idempotency-key': 'the-same-word' })
    expect((await problem(other))[1]).toBe('key-reused')
    expect((await problem(await say(omar, 'approve', of, {}, { 'idempotency-key': '' })))[1]).toBe(
      'key-missing',
    )
  })

  it('is about the command that the page showed, and no other: the person gets what stands instead', async () => {
    const of = await waiting('proposed')
    const stale = await say(omar, 'approve', of, { commandHash: 'what-it-was-before' })
    expect([stale.status, await stale.json()]).toMatchObject([
      409,
      { code: 'conflict', reversal: { commandHash: of.commandHash } },
    ])
    for (const faulty of [{ commandHash: undefined }, { reason: undefined }, { reason: 'x' }, { more: 1 }])
      expect((await say(omar, 'approve', of, faulty)).status).toBe(400)
    expect(await told(of)).toEqual([])
  })

  it.each([
    ['approve', 'confirmed', 'it is confirmed already'],
    ['veto', 'vetoed', 'it is vetoed already'],
    ['extend', 'proposed', 'it is proposed already'],
    ['hand-over', 'expired', 'it is expired already'],
    ['acknowledge', 'escalated', 'it is escalated already'],
  ] as const)('%s upon what is %s comes too late, in words', async (route, state, says) => {
    const of = await waiting(state)
    const over = route === 'hand-over' ? { toRole: 'approver' } : {}
    expect(await problem(await say(omar, route, of, over))).toEqual([409, 'conflict', says])
    expect(await told(of)).toEqual([])
  })

  it.each([
    ['the actor', 'omar', {}, {}, 'approve', 'not-found', 'there is no such reversal'],
    ['the actor, who would stop it', 'omar', {}, {}, 'veto', 'not-found', 'there is no such reversal'],
    [
      'somebody to whom it was not handed',
      'd.keller',
      { handedTo: 'mate' },
      {},
      'approve',
      'not-allowed',
      'it was handed to mate, and takes their yes',
    ],
    [
      'who would make longer what has had enough',
      'd.keller',
      { longerUntil: undefined },
      {},
      'extend',
      'not-allowed',
      'it cannot be made longer any more',
    ],
  ] as const)('is not that of %s', async (_who, actorId, over, alertOver, route, code, says) => {
    const of = await waiting('counting', over, alertOver, actorId)
    expect(await problem(await say(omar, route, of))).toEqual([code === 'not-found' ? 404 : 403, code, says])
    expect(await told(of)).toEqual([])
    const caseId = await caseOf(of)
    expect((await entries(caseId)).at(-1)).toMatchObject({ deed: 'act-refused', who: 'omar' })
  })

  it('a yes is not that of the actor\u2019s team, nor of who wrote the rule; both may say no', async () => {
    const of = await waiting('proposed', {}, { rules: ['last-hour-on-protected'] })
    expect((await problem(await say(mate, 'approve', of)))[2]).toBe(
      'nobody says yes about an act of their own team (support)',
    )
    expect((await problem(await say(rita, 'approve', of)))[2]).toBe(
      'nobody says yes to what a rule of their own decided',
    )
    expect(await told(of)).toEqual([])
    expect([(await say(mate, 'veto', of)).status, (await say(rita, 'veto', of)).status]).toEqual([200, 200])
  })

  it('takes the permission: an analyst says no, and not yes, by whatever way', async () => {
    const of = await waiting('proposed')
    expect((await problem(await say(ines, 'approve', of)))[2]).toBe('this needs the permission "approve"')
    const path = `/v1/alerts/${encodeURIComponent(of.alertId)}/reverse`
    const undo = await (ines as Hand).post(path, { reason: 'please', commandHash: of.commandHash })
    expect((await problem(undo))[2]).toBe('a yes to what waits needs the permission "approve"')
    for (const word of ['approve', 'veto', 'acknowledge', 'extend', 'hand-over'])
      expect((await say(vera, word, of, word === 'hand-over' ? { toPerson: 'mate' } : {})).status).toBe(403)
    expect(await told(of)).toEqual([])
    expect((await say(ines, 'veto', of)).status).toBe(200)
  })

  it('an undo of what waits names the command that was seen too', async () => {
    const of = await waiting('proposed')
    const undo = (body: object) =>
      (omar as Hand).post(`/v1/alerts/${encodeURIComponent(of.alertId)}/reverse`, {
        reason: 'please',
        ...body,
      })
    expect((await problem(await undo({})))[1]).toBe('hash-missing')
    expect((await problem(await undo({ commandHash: 'another' })))[1]).toBe('conflict')
    expect(await told(of)).toEqual([])
    expect((await undo({ commandHash: of.commandHash })).status).toBe(200)
    expect(await told(of)).toMatchObject([{ by: 'omar', commandHash: of.commandHash }])
  })

  it('what a gate kept back, and what was given up untouched, begins with a yes', async () => {
    for (const [state, over] of [
      ['blocked', { blockedBy: ['budgets'] }],
      ['escalated', { untouched: true }],
    ] as const) {
      const of = await waiting(state, over)
      expect((await say(omar, 'approve', of)).status).toBe(200)
      expect(await told(of)).toMatchObject([{ do: 'approve' }])
    }
  })

  it('a countdown that lapsed is taken over, handed on or closed; where no countdown was there is nothing to hand', async () => {
    const lapsed = () => waiting('escalated', { untouched: true, handedTo: 'mate' })
    const [taken, handed, closed] = [await lapsed(), await lapsed(), await lapsed()]
    expect(await problem(await say(omar, 'approve', taken))).toEqual([
      403,
      'not-allowed',
      'it was handed to mate, and takes their yes',
    ])
    expect((await say(omar, 'hand-over', taken, { toPerson: 'omar' })).status).toBe(200)
    expect(await told(taken)).toMatchObject([{ do: 'hand-over', by: 'omar', toPerson: 'omar' }])
    expect((await say(ines, 'hand-over', handed, { toRole: 'approver' })).status).toBe(200)
    expect((await say(ines, 'veto', closed)).status).toBe(200)
    const caseId = await caseOf(closed)
    expect((await entries(caseId)).slice(-1)).toMatchObject([{ deed: 'said-no', who: 'ines' }])
    const held = await waiting('blocked', { deadlineAt: undefined })
    expect(await problem(await say(omar, 'hand-over', held, { toRole: 'approver' }))).toEqual([
      409,
      'conflict',
      'it is blocked already',
    ])
    const sent = await waiting('escalated')
    expect((await problem(await say(omar, 'veto', sent)))[2]).toBe('it is escalated already')
  })

  it('a countdown is handed to one who may say yes, or to one role that may', async () => {
    const of = await waiting('counting')
    const to = async (over: object) => problem(await say(omar, 'hand-over', of, over))
    expect((await to({}))[0]).toBe(400)
    expect((await to({ toPerson: 'mate', toRole: 'approver' }))[0]).toBe(400)
    expect((await to({ toRole: 'viewer' }))[0]).toBe(400)
    expect((await to({ toPerson: 'ines' }))[2]).toBe('there is nobody called ines who may say yes')
    expect((await to({ toPerson: 'nobody' }))[2]).toBe('there is nobody called nobody who may say yes')
    expect(await told(of)).toEqual([])
  })
})

describe('one yes for a sweep', () => {
  it('is told for each that it names by its hash, and for no other', async () => {
    const swept = { sweepId: 'sweep-1' }
    const [first, second, third] = [
      await waiting('proposed', swept),
      await waiting('proposed', swept),
      await waiting('proposed', swept),
    ]
    const commandHashes = [first.commandHash, second.commandHash]
    expect((await say(omar, 'approve', first, { commandHashes })).status).toBe(200)
    for (const one of [first, second])
      expect(await told(one)).toMatchObject([{ do: 'approve', commandHashes, by: 'omar' }])
    expect(await told(third)).toEqual([])
    const about = await entries(await caseOf(first))
    const approved = about.filter(({ deed }) => deed === 'said-yes').slice(-2)
    expect(approved.map(({ after }) => after?.commandHash)).toEqual(commandHashes)
    expect(approved.map(({ after }) => after?.reversalId)).toEqual([first.reversalId, second.reversalId])
  })

  it('may be seen at once by somebody on shift: each countdown is acknowledged and recorded', async () => {
    const swept = { sweepId: 'sweep-seen' }
    const [first, second, seen] = [
      await waiting('counting', swept),
      await waiting('counting', swept),
      await waiting('counting', { ...swept, acknowledgedBy: 'omar' }),
    ]
    const commandHashes = [first.commandHash, second.commandHash]
    const page = await openPage(desk, { cookie: (ines as Hand).cookie })
    await page.until((message) => message.type === 'welcome')
    const all = { commandHashes, reason: undefined }
    expect((await say(ines, 'acknowledge', first, all)).status).toBe(200)
    for (const one of [first, second])
      expect(await told(one)).toMatchObject([{ do: 'acknowledge', commandHashes, by: 'ines', onShift: true }])
    expect(await told(seen)).toEqual([])
    const about = await entries(await caseOf(first))
    const recorded = about.filter(({ deed, who }) => deed === 'countdown-seen' && who === 'ines')
    expect(recorded.map(({ after }) => after?.reversalId).slice(-2)).toEqual([
      first.reversalId,
      second.reversalId,
    ])
    page.close()
    await until(() => desk.live.clients() === 0)
  })

  it('is for all or for none: one that has moved on, or is of another sweep, spoils it', async () => {
    const first = await waiting('proposed', { sweepId: 'sweep-2' })
    const gone = await waiting('vetoed', { sweepId: 'sweep-2' })
    const other = await waiting('proposed', { sweepId: 'sweep-3' })
    for (const one of [gone, other]) {
      const answer = await say(omar, 'approve', first, {
        commandHashes: [first.commandHash, one.commandHash],
      })
      expect((await problem(answer))[1]).toBe('conflict')
    }
    const own = await waiting('proposed', { sweepId: 'sweep-2' }, {}, 'omar')
    const answer = await say(omar, 'approve', first, { commandHashes: [own.commandHash] })
    // As one that is not there: who guesses the hash of their own learns nothing. It is refused and alerted as such.
    expect(await problem(answer)).toEqual([409, 'conflict', 'it is no longer as it was seen: look again'])
    expect((await entries(await caseOf(first))).at(-1)).toMatchObject({
      deed: 'act-refused',
      who: 'omar',
      after: { refused: 'own-case' },
    })
    for (const one of [first, gone, other, own]) expect(await told(one)).toEqual([])
  })
})

it('the record of one case is for those who may read it, who are in it then too', async () => {
  const of = await waiting('proposed')
  await say(omar, 'approve', of)
  const caseId = await caseOf(of)
  expect((await (omar as Hand).get(`/v1/cases/${caseId}/record`)).status).toBe(403)
  const answer = await (vera as Hand).get(`/v1/cases/${caseId}/record`)
  const { entries: rows } = (await answer.json()) as {
    entries: { deed: string; who?: string; why?: string }[]
  }
  expect(rows).toContainEqual(
    expect.objectContaining({ deed: 'said-yes', who: 'omar', why: 'looked at it', erased: false }),
  )
  expect(rows.map(({ deed }) => deed)).toContain('reversal-moved')
  expect((await entries(caseId)).at(-1)).toMatchObject({ deed: 'record-read', who: 'vera' })
  expect((await (vera as Hand).get('/v1/cases/unknown/record')).status).toBe(404)
})

describe('a word that is not followed', () => {
  it('is told to whoever said it, for ten minutes, and to nobody else', async () => {
    const of = await waiting('proposed')
    await say(omar, 'veto', of)
    const [word] = await told(of)
    const ledger = openLedger(desk.database, { ...desk.clock, monotonicMs: () => 0 })
    if (word === undefined) throw new Error('nothing was told')
    expect(await ledger.refuseWord(word, 'it is confirmed already', desk.clock.now())).toBe(true)
    expect(await ledger.refuseWord(word, 'it is confirmed already', desk.clock.now())).toBe(false)
    const refusedOf = async (hand: Hand | undefined) => {
      const answer = await (hand as Hand).get('/v1/reversals')
      return ((await answer.json()) as { refused: object[] }).refused
    }
    const mine = { caseId: await caseOf(of), act: 'veto', says: 'it is confirmed already' }
    expect(await refusedOf(omar)).toMatchObject([mine])
    expect(await refusedOf(ines)).toEqual([])
    desk.clock.aheadMs = 600_001
    expect(await refusedOf(omar)).toEqual([])
    desk.clock.aheadMs = 0
  })
})

describe('it is handed over', () => {
  it('to nobody who has left, or may not say yes', async () => {
    const people = await peopleOf(desk)
    await people.add('hans', ['approver'], 'payments')
    const of = await waiting('counting')
    const to = async (toPerson: string) => problem(await say(omar, 'hand-over', of, { toPerson }))
    expect((await say(omar, 'hand-over', of, { toPerson: 'hans' })).status).toBe(200)
    await desk.people.disable('hans', 'root', 'left the company', desk.clock.now())
    const before = await told(of)
    for (const nobody of ['hans', 'ines', 'vera', 'a stranger'])
      expect(await to(nobody)).toEqual([
        400,
        'bad-request',
        `there is nobody called ${nobody} who may say yes`,
      ])
    expect(await told(of)).toEqual(before)
    const answer = (await (await (omar as Hand).get('/v1/reversals')).json()) as {
      approvers: { id: string }[]
    }
    expect(answer.approvers.map(({ id }) => id)).not.toContain('hans')
  })
})
