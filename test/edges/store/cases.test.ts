import { beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import { gapMsMax } from '../../../src/core/case/case.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openOutbox } from '../../../src/edges/store/outbox.ts'
import { type Act, type Cases, waitingRowsMax } from '../../../src/ports/cases.ts'
import type { Outbox } from '../../../src/ports/outbox.ts'
import { alertOn, changeBy, reversalOf, thatEvening } from '../../console/people-and-alerts.ts'
import { inEachStore } from './stores.ts'

inEachStore('cases', (database) => {
  let cases: Cases
  let outbox: Outbox
  let keys = 0

  beforeEach(() => {
    cases = openCases(database())
    outbox = openOutbox(database())
  })

  const caseOf = async (actorId: string) =>
    (await cases.list({ order: 'newest', limit: 200 })).filter((one) => one.actorId === actorId)
  const by = (person: string, key = `key-${++keys}`) => ({ by: person, at: 2_000, key, fingerprint: key })
  const opened = async (actorId: string) => {
    await cases.takeAlerts([alertOn(changeBy(actorId))], 1_000)
    const [found] = await caseOf(actorId)
    if (found === undefined) throw new Error(`${actorId} has no case`)
    return found
  }

  it('one hand at work within six hours is one case, and the next shift is another', async () => {
    const after = (ms: number, id: string) =>
      alertOn(changeBy('ines', { occurredAt: thatEvening + ms, account: { id } }))
    await cases.takeAlerts([after(0, 'a'), after(gapMsMax, 'b'), after(gapMsMax, 'b2')], 1_000)
    await cases.takeAlerts([after(2 * gapMsMax + 1, 'c')], 2_000)
    const found = await caseOf('ines')
    expect(found.map((one) => [one.alertCount, one.accountCount, one.openedAt])).toEqual([
      [1, 1, 2_000],
      [3, 3, 1_000],
    ])
  })

  it('an alert that is read twice counts once', async () => {
    const alert = alertOn(changeBy('twice'))
    await cases.takeAlerts([alert, alert], 1_000)
    await cases.takeAlerts([alert], 2_000)
    expect(await caseOf('twice')).toMatchObject([{ alertCount: 1, accountCount: 1, version: 1 }])
  })

  it('alerts of one hand that come in at many places at once are one case all the same', async () => {
    const on = (id: string) => alertOn(changeBy('everywhere', { account: { id } }))
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await Promise.all(ids.map((id) => cases.takeAlerts([on(id)], 1_000)))
    expect(await caseOf('everywhere')).toMatchObject([{ alertCount: 8, accountCount: 8 }])
  })

  it('the case shows the highest severity and the sentence of the highest score, whatever came last', async () => {
    const on = (id: string, severity: 'low' | 'critical', scoreCenti: number) =>
      alertOn(changeBy('mixed', { account: { id } }), { severity, scoreCenti, says: `about ${id}` })
    await cases.takeAlerts([on('a', 'low', 300), on('b', 'critical', 1_500), on('c', 'low', 200)], 1_000)
    expect(await caseOf('mixed')).toMatchObject([
      {
        severity: 'critical',
        top: { accountId: 'b', says: 'about b', scoreCenti: 1_500 },
        accountCount: 3,
      },
    ])
  })

  it('what could not be read, or was not acted on, does not land in the case of the hand itself', async () => {
    const change = changeBy('kinds')
    await cases.takeAlerts(
      [alertOn(change), alertOn(change, { alertId: 'not-acted-on', kind: 'not-acted' })],
      1_000,
    )
    const { change: _, ...letter } = alertOn(change, { alertId: 'letter', kind: 'dead-letter' })
    await cases.takeAlerts([letter], 1_000)
    expect((await caseOf('kinds')).map((one) => one.kind).sort()).toEqual(['change', 'not-acted'])
    expect(await caseOf('')).toMatchObject([{ kind: 'dead-letter', alertCount: 1 }])
  })

  it('what was not acted on leads to the case of the change, where there is one', async () => {
    const change = alertOn(changeBy('leads'))
    const told = { kind: 'not-acted', alertId: 'leads-to', cause: { alertId: change.alertId } } as const
    const astray = { ...told, alertId: 'leads-astray', cause: { alertId: 'nobody-knows' } }
    await cases.takeAlerts([change, ...[told, astray].map((over) => alertOn(changeBy('leads'), over))], 1_000)
    const of = async (kind: string) => (await caseOf('leads')).find((one) => one.kind === kind)?.caseId ?? ''
    const detail = await cases.detail(await of('not-acted'))
    expect(detail?.causes).toEqual({ [change.alertId]: await of('change') })
    expect((await cases.detail(await of('change')))?.causes).toEqual({})
  })

  it('what others’ acts tipped lands in the case of the hand itself', async () => {
    const change = changeBy('tipped')
    await cases.takeAlerts([alertOn(change), alertOn(change, { alertId: 'tip', kind: 'relation' })], 1_000)
    expect(await caseOf('tipped')).toMatchObject([{ kind: 'change', alertCount: 2, accountCount: 1 }])
  })

  it('five hands on one account are one case, however they come in, and none of them may decide about it', async () => {
    const campaign = 'c'.repeat(32)
    const hands = ['h1', 'h2', 'h3', 'h4', 'h5']
    const alerts = hands.map((hand) => alertOn(changeBy(hand), { kind: 'relation', campaign }))
    await Promise.all(alerts.map((alert) => cases.takeAlerts([alert], 1_000)))
    const found = (await cases.list({ order: 'newest', limit: 200 })).filter(
      (one) => one.campaign === campaign,
    )
    expect(found).toMatchObject([{ kind: 'relation', alertCount: 5, accountCount: 1 }])
    const { caseId, version } = found[0] ?? { caseId: '', version: 0 }
    for (const hand of hands) {
      const outcome = await cases.act({ ...by(hand), caseId, version, do: 'acknowledge' })
      expect(outcome.kind).toBe('own-case')
    }
    const told = (await outbox.waiting(500)).filter(({ topic }) => topic === 'countermand.alerts')
    const tries = told
      .map(({ record: { value } }): Alert => JSON.parse(String(value)))
      .filter((alert) => alert.campaign === campaign)
    // Each is about the tryer's own change, so that whoever shows it knows whose hand that is.
    expect(tries.map(({ change, says }) => `${change?.actor.id}: ${says.split(' ')[0]}`).sort()).toEqual(
      hands.map((hand) => `${hand}: ${hand}`),
    )
    expect((await cases.act({ ...by('ines'), caseId, version, do: 'acknowledge' })).kind).toBe('done')
  })

  it('a restored account shows its seconds, also where the reversal is read before the alert', async () => {
    const alert = alertOn(changeBy('early'))
    await cases.takeReversals([reversalOf(alert, 'confirmed'), reversalOf(alert, 'acked')], 900)
    await cases.takeAlerts([alert], 1_000)
    await cases.takeReversals([reversalOf(alert, 'intent')], 1_100)
    const [found] = await caseOf('early')
    expect(found).toMatchObject({ undoing: { confirmed: 1 }, confirmedAfterSeconds: 1.24 })
    const detail = await cases.detail(found?.caseId ?? '')
    expect(detail?.reversals[0]?.reversal.state).toBe('confirmed')
    expect(detail?.reversals[0]?.steps.map((step) => step.state)).toEqual(['intent', 'acked', 'confirmed'])
  })

  it('every state of a reversal is recorded once, however often it is read', async () => {
    const alert = alertOn(changeBy('recorded'))
    const states = ['intent', 'acked', 'confirmed'] as const
    const all = states.map((state) => reversalOf(alert, state))
    await cases.takeReversals(all.slice(0, 2), 900)
    await cases.takeReversals(all, 950)
    const rows = await openAudit(database()).rowsAbout([alert.alertId], 10)
    const entries = rows.map(({ body }): AuditEntry => JSON.parse(body))
    expect(entries.map(({ deed, after }) => [deed, after?.state])).toEqual(
      states.map((state) => ['reversal-moved', state]),
    )
  })

  it('a reversal moves what the page is sent, and never makes an analyst’s version stale', async () => {
    const before = await opened('steady')
    await cases.takeReversals([reversalOf(alertOn(changeBy('steady')), 'intent')], 3_000)
    const [after] = await caseOf('steady')
    expect([after?.version, after?.revision]).toEqual([before.version, before.revision + 1])
  })

  it('a verdict closes the case and promises one message for each change, keyed by the hand', async () => {
    const on = (id: string) => alertOn(changeBy('judged', { account: { id } }))
    await cases.takeAlerts([on('a'), on('b')], 1_000)
    const [judged] = await caseOf('judged')
    const act: Act = {
      ...by('ana'),
      do: 'verdict',
      verdict: 'mistake',
      note: 'a typing error',
      caseId: judged?.caseId ?? '',
      version: 2,
    }
    expect(await cases.act(act)).toMatchObject({
      kind: 'done',
      case: { state: 'closed', lastVerdict: 'mistake' },
    })
    const promised = (await outbox.waiting(100)).filter((message) => message.record.key === 'judged')
    expect(promised.map(({ topic, record }) => [topic, JSON.parse(String(record.value))])).toMatchObject([
      [
        'countermand.verdicts',
        { accountId: 'a', verdict: 'mistake', by: 'ana', at: 2_000, note: 'a typing error' },
      ],
      ['countermand.verdicts', { accountId: 'b', verdict: 'mistake', by: 'ana' }],
    ])

    expect(await cases.act(act)).toMatchObject({ kind: 'done', repeated: true })
    expect((await outbox.waiting(100)).filter((message) => message.record.key === 'judged')).toHaveLength(2)
    await outbox.sent(promised.map((message) => message.messageId))
    expect((await outbox.waiting(100)).filter((message) => message.record.key === 'judged')).toEqual([])
    expect((await cases.detail(judged?.caseId ?? ''))?.history).toEqual([
      { at: 2_000, by: 'ana', did: 'verdict', about: 'mistake', note: 'a typing error' },
    ])
  })

  it('whoever closed a case is not surprised by its growing: the next alert opens a new one', async () => {
    const { caseId } = await opened('again')
    await cases.act({ ...by('ana'), do: 'verdict', verdict: 'meant', caseId, version: 1 })
    await cases.takeAlerts([alertOn(changeBy('again', { account: { id: 'other' } }))], 3_000)
    expect((await caseOf('again')).map((one) => one.state)).toEqual(['new', 'closed'])
  })

  it('a verdict upon a case that has grown since is refused with the case as it stands', async () => {
    const { caseId } = await opened('growing')
    await cases.takeAlerts([alertOn(changeBy('growing', { account: { id: 'second' } }))], 1_500)
    const late = { ...by('ana'), do: 'verdict', verdict: 'meant', caseId, version: 1 } as const
    expect(await cases.act(late)).toMatchObject({ kind: 'conflict', case: { version: 2, alertCount: 2 } })
    expect(await cases.act({ ...late, version: 2 })).toMatchObject({ kind: 'done' })
  })

  it('of two analysts who acknowledge the same version, one is told that the other was faster', async () => {
    const { caseId } = await opened('raced')
    const outcomes = await Promise.all(
      ['ana', 'ben'].map((person) => cases.act({ ...by(person), do: 'acknowledge', caseId, version: 1 })),
    )
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['conflict', 'done'])
  })

  it('nobody decides a case about themself, or asks to undo their own change', async () => {
    const { caseId } = await opened('self')
    const own = by('self')
    expect(await cases.act({ ...own, do: 'acknowledge', caseId, version: 1 })).toEqual({ kind: 'own-case' })
    const alertId = alertOn(changeBy('self')).alertId
    expect(await cases.act({ ...by('self'), do: 'undo', alertId, reason: 'oops' })).toEqual({
      kind: 'own-case',
    })
  })

  it('the same key for something else is refused', async () => {
    const { caseId } = await opened('keys')
    const first = { ...by('ana', 'one-key'), do: 'acknowledge', caseId, version: 1 } as const
    expect(await cases.act(first)).toMatchObject({ kind: 'done', repeated: false })
    expect(await cases.act({ ...first, fingerprint: 'other' })).toEqual({ kind: 'key-reused' })
  })

  it('a person may ask to undo where the policy allows a person, and only once', async () => {
    const alert = alertOn(changeBy('undone'), { mode: 'approve' })
    await cases.takeAlerts([alert], 1_000)
    const asked = { ...by('ana'), do: 'undo', alertId: alert.alertId, reason: 'the owner called' } as const
    expect(await cases.act(asked)).toMatchObject({ kind: 'done' })
    await cases.takeReversals([reversalOf(alert, 'intent')], 3_000)
    expect(await cases.act({ ...asked, ...by('ben') })).toEqual({
      kind: 'not-allowed',
      says: 'it is being undone already',
    })
    const told = (await outbox.waiting(500)).filter((message) => message.topic === 'countermand.instructions')
    expect(told.map(({ record }) => [record.key, JSON.parse(String(record.value))])).toMatchObject([
      ['potus', { alertId: alert.alertId, countermeasure: 'restore', by: 'ana', reason: 'the owner called' }],
    ])
  })

  it('what waits for people is listed by its deadline, and a word about it is told once', async () => {
    const on = (id: string) => alertOn(changeBy('waits', { account: { id } }))
    const [later, sooner, blocked, done] = [on('later'), on('sooner'), on('blocked'), on('done')]
    const standing = { version: 1, commandHash: 'h' }
    await cases.takeAlerts([later, sooner, blocked, done], 1_000)
    await cases.takeReversals(
      [
        reversalOf(later, 'counting', { ...standing, deadlineAt: 9_000 }),
        reversalOf(sooner, 'proposed', { ...standing, deadlineAt: 8_000 }),
        reversalOf(blocked, 'blocked', standing),
        reversalOf(done, 'confirmed', standing),
      ],
      2_000,
    )
    const waiting = (await cases.waiting()).reversals.filter(({ actor }) => actor?.id === 'waits')
    expect(waiting.map(({ reversal }) => reversal.accountId)).toEqual(['sooner', 'later', 'blocked'])
    const reversalId = waiting[1]?.reversal.reversalId ?? ''
    const no = { ...by('ana'), do: 'veto', reversalId, commandHash: 'h', reason: 'it was meant' } as const
    expect(await cases.act({ ...no, ...by('ben'), commandHash: 'other' })).toMatchObject({
      kind: 'changed',
    })
    expect(await cases.act(no)).toMatchObject({ kind: 'done', repeated: false })
    expect(await cases.act(no)).toMatchObject({ kind: 'done', repeated: true })
    const words = (await outbox.waiting(500)).map(({ record }) => JSON.parse(String(record.value)))
    expect(words.filter(({ do: deed }) => deed === 'veto')).toMatchObject([{ by: 'ana', commandHash: 'h' }])
  })

  it('the nearest deadline is in sight however many wait, and it is said how many', async () => {
    const on = (id: string) => alertOn(changeBy('many', { account: { id } }))
    const alerts = Array.from({ length: waitingRowsMax + 30 }, (_, n) => on(`many-${n}`))
    await cases.takeAlerts(alerts, 1_000)
    const before = (await cases.waiting()).total
    // The nearest is the last that came, and stands last in any order of ids or of coming.
    await cases.takeReversals(
      alerts.map((alert, n) =>
        reversalOf(alert, 'counting', {
          reversalId: `many ${1_000 + n}`,
          version: 1,
          commandHash: 'h',
          deadlineAt: 5_000 - n,
        }),
      ),
      2_000,
    )
    const { reversals, total } = await cases.waiting()
    expect(total).toBe(before + alerts.length)
    expect(reversals.slice(0, 2).map(({ reversal }) => reversal.accountId)).toEqual(
      [1, 2].map((back) => `many-${alerts.length - back}`),
    )
    expect(reversals.filter(({ reversal }) => reversal.state === 'counting')).toHaveLength(waitingRowsMax)
  })

  it('says what was done by its kind: what is only preserved is not restored', async () => {
    const on = (id: string) => alertOn(changeBy('kinds', { account: { id } }))
    const kinds = ['preserve', 'preserve', 'protect', 'restore'] as const
    const alerts = kinds.map((_, n) => on(`kinds-${n}`))
    await cases.takeAlerts(alerts, 1_000)
    await cases.takeReversals(
      alerts.map((alert, n) =>
        reversalOf(alert, 'confirmed', {
          countermeasure: kinds[n] ?? 'restore',
          confirmedAfterSeconds: n + 1,
        }),
      ),
      2_000,
    )
    const [found] = await caseOf('kinds')
    expect(found).toMatchObject({
      undoing: { confirmed: 4 },
      done: { preserve: 2, protect: 1, restore: 1 },
      confirmedAfterSeconds: 4,
    })
    const undo = { ...by('ana'), do: 'undo', alertId: alerts[0]?.alertId ?? '', reason: 'again' } as const
    expect(await cases.act({ ...undo, countermeasure: 'preserve' })).toMatchObject({
      kind: 'not-allowed',
      says: 'it is preserved, and was seen preserved: its data are safe, and it stands as the change left it',
    })
    // Its data are safe, and that keeps nobody from giving it back.
    expect(await cases.act(undo)).toMatchObject({ kind: 'done' })
  })

  it('pages follow each other without a gap or a repeat', async () => {
    const everything = await cases.list({ order: 'newest', limit: 200 })
    const first = await cases.list({ order: 'newest', limit: 4 })
    const last = first.at(-1)
    if (last === undefined) throw new Error('there are no cases')
    const rest = await cases.list({ order: 'newest', limit: 200, after: last })
    expect([...first, ...rest].map((one) => one.caseId)).toEqual(everything.map((one) => one.caseId))
  })

  it('names with control and direction marks are kept as they are, but for NUL', async () => {
    const hostile = 'x\u{202e}\0<script>'
    await cases.takeAlerts([alertOn(changeBy(hostile, { source: hostile }), { alertId: 'hostile' })], 1_000)
    expect(await caseOf('x\u{202e}\u{fffd}<script>')).toHaveLength(1)
  })
})
