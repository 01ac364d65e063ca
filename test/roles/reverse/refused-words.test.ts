import { afterEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openOutbox } from '../../../src/edges/store/outbox.ts'
import type { ReversalWord } from '../../../src/ports/cases.ts'
import type { NewRecord } from '../../../src/ports/log.ts'
import { ownTopics } from '../../../src/ports/topics.ts'
import { type Desk, openDesk } from './desk.ts'

/** From the word at the desk to what became of it, and back: what was said is never taken for what was done. */
let desk: Desk
afterEach(() => desk.close())

const reached = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state))

/** It waits for two people, and the desk knows of it. */
async function waiting(approvers: 1 | 2 = 1): Promise<{ alert: Alert; proposed: Reversal; caseId: string }> {
  desk = await openDesk()
  desk.policy = { ...desk.policy, tiers: [{ name: 'protected', approvers }, { name: 'everyone' }] }
  await desk.start()
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  const proposed = await reached(alert.alertId, 'proposed')
  const cases = openCases(desk.database)
  await cases.takeAlerts([alert], Date.now())
  await cases.takeReversals([proposed], Date.now())
  const caseId = (await cases.casesOf([alert.alertId])).get(alert.alertId) ?? ''
  return { alert, proposed, caseId }
}

/** At the desk; it lies in the outbox then. */
async function say(by: string, word: ReversalWord, { reversalId, commandHash = '' }: Reversal) {
  const key = `key of ${by} ${word}`
  const act = { by, at: Date.now(), key, fingerprint: key, do: word, reversalId, commandHash }
  return (await openCases(desk.database).act({ ...act, reason: 'looked at it' })).kind
}

/** What these said goes to the log: words that were said at once may be read one after another. */
async function send(...people: readonly string[]): Promise<readonly NewRecord[]> {
  const outbox = openOutbox(desk.database)
  const told = (await outbox.waiting(100)).filter(({ topic }) => topic === ownTopics.instructions.name)
  const theirs = told.filter(({ record }) => people.includes(JSON.parse(String(record.value)).by))
  const records = theirs.map(({ record }) => record)
  await desk.log.append(ownTopics.instructions.name, records)
  await outbox.sent(theirs.map(({ messageId }) => messageId))
  return records
}

const refusals = () =>
  desk.notices.flatMap((one) => (one.kind === 'InstructionRefused' ? [one.instructionId] : []))
async function recorded(about: string) {
  const audit = openAudit(desk.database)
  const rows = await audit.rowsAbout([about], 100)
  const entries = rows.map(({ body }): AuditEntry => JSON.parse(body))
  return Promise.all(entries.map(async (entry) => ({ entry, ...(await audit.unseal(entry)) })))
}

test('two yeses and a no said at once: the no is recorded as said, and as not followed, with why', async () => {
  const { alert, proposed, caseId } = await waiting(2)
  const words = [
    ['ines', 'approve'],
    ['jonas', 'approve'],
    ['dana', 'veto'],
  ] as const
  expect(await Promise.all(words.map(([by, word]) => say(by, word, proposed)))).toEqual([
    'done',
    'done',
    'done',
  ])
  await send('ines', 'jonas')
  await reached(alert.alertId, 'confirmed')
  await send('dana')
  const [refused] = await desk.until(() => (refusals().length === 1 ? refusals() : undefined))
  expect(desk.server.applied).toHaveLength(1)

  const cases = openCases(desk.database)
  const detail = await cases.detail(caseId)
  expect(detail?.history.map(({ by, did, about, note }) => ({ by, did, about, note }))).toEqual([
    { by: 'ines', did: 'said-yes', about: proposed.reversalId, note: 'looked at it' },
    { by: 'jonas', did: 'said-yes', about: proposed.reversalId, note: 'looked at it' },
    { by: 'dana', did: 'said-no', about: proposed.reversalId, note: 'looked at it' },
    { by: 'dana', did: 'was-refused', about: 'veto', note: expect.stringMatching(/^it is \w+ already$/) },
  ])
  expect(detail?.case).toMatchObject({ version: 5 })

  const entries = await recorded(caseId)
  expect(entries.map(({ entry: { deed, by }, who }) => [deed, by, who])).toEqual([
    ['said-yes', 'person', 'ines'],
    ['said-yes', 'person', 'jonas'],
    ['said-no', 'person', 'dana'],
    ['word-refused', 'machine', undefined],
  ])
  expect(entries.at(-1)).toMatchObject({
    whom: 'dana',
    why: expect.stringMatching(/^it is \w+ already$/),
    entry: { after: { act: 'veto', alertId: alert.alertId, instructionId: refused, atTheDesk: true } },
  })

  const told = await cases.refusedWords('dana', 0)
  expect(told).toMatchObject([{ caseId, act: 'veto', says: expect.stringMatching(/ already$/) }])
  expect(await cases.refusedWords('ines', 0)).toEqual([])
  expect(await cases.refusedWords('dana', Date.now() + 1_000)).toEqual([])
})

test('more time that was asked for after the yes was not given, and nobody says that it was', async () => {
  desk = await openDesk()
  desk.policy = { ...desk.policy, tiers: [{ name: 'protected', waitSeconds: 600 }, { name: 'everyone' }] }
  await desk.start()
  const alert = await desk.deactivated('a1', { mode: 'veto' })
  const counting = await reached(alert.alertId, 'counting')
  const cases = openCases(desk.database)
  await cases.takeAlerts([alert], Date.now())
  await cases.takeReversals([counting], Date.now())
  await say('ines', 'approve', counting)
  await send('ines')
  await reached(alert.alertId, 'confirmed')
  // Their page has not heard of it yet.
  expect(await say('dana', 'extend', counting)).toBe('done')
  await send('dana')
  await desk.until(() => refusals().length === 1)
  const caseId = (await cases.casesOf([alert.alertId])).get(alert.alertId) ?? ''
  const deeds = (await recorded(caseId)).map(({ entry }) => entry.deed)
  expect(deeds).toEqual(['said-yes', 'more-time-asked', 'word-refused'])
  expect((await cases.detail(caseId))?.history.map(({ did }) => did)).toEqual([
    'said-yes',
    'asked-for-time',
    'was-refused',
  ])
})

test('a word that is refused is refused once, however often it is read, and also after a restart', async () => {
  const { alert, proposed, caseId } = await waiting()
  await say('ines', 'approve', proposed)
  await say('dana', 'veto', proposed)
  const yes = await send('ines')
  await reached(alert.alertId, 'confirmed')
  const records = [...yes, ...(await send('dana'))]
  await desk.log.append(ownTopics.instructions.name, records)
  await desk.until(() => refusals().length > 0)
  await desk.stop()
  await desk.log.append(ownTopics.instructions.name, records)
  await desk.start()
  const witness = { instructionId: 'witness', alertId: 'nothing', source: 'demo', accountId: 'a1', by: 'x' }
  const late = { ...witness, countermeasure: 'restore', at: Date.now() - 600_000 }
  await desk.log.append(ownTopics.instructions.name, [
    { key: 'a1', value: Buffer.from(JSON.stringify(late)) },
  ])
  await desk.until(
    async () =>
      (await desk.database.selectFrom('instructions').selectAll().execute()).length === records.length + 1,
  )
  const refusedOf = (await recorded(caseId)).filter(({ entry }) => entry.deed === 'word-refused')
  expect(refusedOf).toHaveLength(1)
  const { history } = (await openCases(desk.database).detail(caseId)) ?? { history: [] }
  expect(history.filter(({ did }) => did === 'was-refused')).toHaveLength(1)
})

test('a word that nobody said at the desk is refused in the record, and moves no case on', async () => {
  const { alert, proposed, caseId } = await waiting()
  const forged = {
    instructionId: 'forged',
    do: 'approve',
    alertId: alert.alertId,
    source: 'demo',
    accountId: 'a1',
    countermeasure: 'restore',
    by: alert.change?.actor.id ?? '',
    at: Date.now(),
    commandHash: proposed.commandHash,
  }
  await desk.log.append(ownTopics.instructions.name, [
    { key: 'a1', value: Buffer.from(JSON.stringify(forged)) },
  ])
  await desk.until(() => refusals().length === 1)
  expect(await recorded(caseId)).toMatchObject([
    {
      why: 'nobody decides about their own act',
      entry: { deed: 'word-refused', after: { atTheDesk: false } },
    },
  ])
  const { history, case: row } = (await openCases(desk.database).detail(caseId)) ?? {}
  expect([history, row?.version]).toEqual([[], 1])
})

test('a word about an alert that never came is given up, and that is recorded', async () => {
  desk = await openDesk({ settings: { instructionMsMax: 1 } })
  await desk.start()
  const word = { instructionId: 'lost', alertId: 'unheard-of', source: 'demo', accountId: 'a1', by: 'ines' }
  const value = Buffer.from(JSON.stringify({ ...word, countermeasure: 'restore', at: Date.now() }))
  await desk.log.append(ownTopics.instructions.name, [{ key: 'a1', value }])
  await desk.until(() => refusals().length === 1, 20_000)
  expect(await recorded('unheard-of')).toMatchObject([
    {
      whom: 'ines',
      why: 'nothing that could be undone is known of its alert',
      entry: { deed: 'word-refused', after: { act: 'undo', instructionId: 'lost' } },
    },
  ])
}, 30_000)
