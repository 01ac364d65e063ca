import { expect, it } from 'vitest'
import { summarise } from '../../../src/core/case/alert-summary.ts'
import type { Case } from '../../../src/core/case/case.ts'
import {
  handsOf,
  veilAlert,
  veilCase,
  veilDetail,
  veilReversal,
  veilText,
} from '../../../src/core/case/veil.ts'
import { handsIn, inWords } from '../../../src/core/reversal/account-log.ts'
import { isolated } from '../../../src/core/spelling/isolated.ts'
import { alertOn, changeBy, reversalOf } from '../../console/people-and-alerts.ts'

const name = (id: string) => `actor-${Buffer.from(id).toString('hex')}`
const veil = (text: string, ...ids: string[]) =>
  veilText(text, new Map(ids.map((id) => [id, `<${id.length}>`])))

it.each([
  [
    'contractor d.keller deactivated @head: last hour',
    'd.keller',
    'contractor <8> deactivated @head: last hour',
  ],
  ['ines, ines-2 and ines', 'ines', '<4>, ines-2 and <4>'],
  ['dkeller and d.keller.', 'd.keller', 'dkeller and <8>.'],
  ['employee 7 locked 7 accounts', '7', 'employee <1> locked 7 accounts'],
  [
    'automation bulk, acting for 7, locked 7 accounts',
    '7',
    'automation bulk, acting for <1>, locked 7 accounts',
  ],
  ['a $& b', '$&', 'a $& b'],
  ['(st-12)', 'st-12', '(<5>)'],
  ['Žofie and Žofiex', 'Žofie', '<5> and Žofiex'],
  ['D.Keller, d.KELLER and \uFF24.Keller', 'd.keller', '<8>, <8> and <8>'],
  ['Ines and INES', 'ines', '<4> and <4>'],
  ['as Mark says, MARK left a mark', 'Mark', 'as <4> says, <4> left a mark'],
  ['the laptop-d.keller of d.keller-2', 'd.keller', 'the laptop-d.keller of d.keller-2'],
  ['\uFF34hat is left as it is', 'ines', '\uFF34hat is left as it is'],
])('in %j an id stands as a word of its own or not at all', (text, id, shown) => {
  expect(veil(text, id)).toBe(shown)
})

it('of two ids of which one has the other in it, each has its own pseudonym', () => {
  expect(veil('ann.lee and ann', 'ann', 'ann.lee')).toBe('<7> and <3>')
})

it('what tools write bears an id inside longer words too, and labels whatever they are called', () => {
  const change = changeBy('d.keller', {
    actor: { id: 'd.keller', kind: 'contractor', onBehalfOf: '7' },
    origin: { device: 'laptop-d.keller', sessionId: 'D.Keller/1', tool: 'xd.kellerx', network: 'net-7' },
    labels: { policy: 'd.keller', kind: 'for D_D.KELLER', 'of d.keller': 'y', strikes: '17', seat: '7' },
  })
  const it = name('d.keller')
  const shown = veilAlert(alertOn(change), name).change
  expect(shown?.origin).toEqual({
    device: `laptop-${it}`,
    sessionId: `${it}/1`,
    tool: 'xd.kellerx',
    network: 'net-7',
  })
  expect(shown?.labels).toEqual({
    policy: it,
    kind: `for D_${it}`,
    [`of ${it}`]: 'y',
    strikes: '17',
    seat: name('7'),
  })
  expect([shown?.source, shown?.eventId, shown?.actor.kind]).toEqual([
    change.source,
    change.eventId,
    'contractor',
  ])
})

it('an alert names no member of the staff anywhere, and can still be found again', () => {
  const change = changeBy('d.keller', {
    actor: { id: 'd.keller', kind: 'contractor', onBehalfOf: 'the.boss' },
    reason: { code: 'impersonation', approvedBy: ['ap.prover'], note: 'd.keller says that ap.prover knows' },
  })
  const alert = alertOn(change, { says: 'contractor d.keller deactivated @head-of-state' })
  const shown = veilAlert(alert, name)
  const { alertId: _a, eventId: _e, change: changed, ...words } = shown
  const { eventId: _c, ...rest } = changed ?? {}
  for (const id of ['d.keller', 'the.boss', 'ap.prover'])
    expect(JSON.stringify([words, rest])).not.toContain(id)
  expect([shown.alertId, shown.eventId]).toEqual([alert.alertId, alert.eventId])
  expect(shown.change?.actor.id).toBe(name('d.keller'))
  expect(shown.bars).toEqual(alert.bars)
})

it('a case of several hands names none of them, and says who they are to whoever may know', () => {
  const alerts = ['h.one', 'h.two'].map((hand) =>
    alertOn(changeBy(hand), { says: `contractor h.one, then ${hand}, deactivated @head-of-state` }),
  )
  const [, second] = alerts
  if (second === undefined) throw new Error('no second alert')
  const row = { caseId: 'c', actorId: 'h.one', top: summarise(second) } as Case
  const detail = {
    case: row,
    alerts,
    reversals: [],
    containments: [
      {
        source: 'desk',
        actorId: 'h.two',
        alertId: 'alert-1',
        state: 'asked',
        says: 'ines asked for h.two; it takes one more person',
        at: 1,
        askedBy: ['ines'],
      },
    ] as const,
    causes: { 'alert-1': 'case-2' },
    history: [{ at: 1, by: 'ana', did: 'verdict', note: 'h.two again' }] as const,
  }
  const { top } = veilCase(row, name)
  expect([top.says, 'actorId' in top]).toEqual([
    `contractor ${name('h.one')}, then ${name('h.two')}, deactivated @head-of-state`,
    false,
  ])
  const shown = veilDetail(detail, name)
  expect(shown.containments[0]).toMatchObject({ actorId: name('h.two'), askedBy: ['ines'] })
  expect(shown.causes).toEqual({ 'alert-1': 'case-2' })
  expect(shown.history[0]?.note).toBe(`${name('h.two')} again`)
  const words = JSON.stringify(shown).replaceAll(/"(alertId|eventId)":"[^"]*"/g, '')
  expect(words).not.toMatch(/h\.(one|two)/)
  expect(handsOf(detail)).toEqual(['h.one', 'h.two'])
})

it.each(['mo', 'Doe, Jane', 'jo after the change', 'x by y; then came z', '{hand 2}', '$&', 'somebody'])(
  'a hand that only the log of the platform shows is a pseudonym, whatever it is called: %s',
  (actor) => {
    const log = [
      { id: 'cause' },
      { id: '1', action: 'suspend', actor },
      { id: '2', action: 'lock' },
      { id: '3', action: 'delete', actor: 'stand by me' },
      { id: '4', action: 'ban', actor },
    ]
    const hands = handsIn([], log, 'cause')
    const shows = (...who: (string | undefined)[]) =>
      ['suspend', 'lock', 'delete', 'ban']
        .map((action, i) => `${action} by ${who[i] ?? 'somebody'}`)
        .join(', ')
    const says = `raced: the log shows ${log
      .slice(1)
      .map((one) => inWords(one, hands))
      .join(', ')}; as asked by ines`
    const reversal = reversalOf(alertOn(changeBy('d.keller')), 'raced', { says, hands })
    const shown = veilReversal(reversal, name, new Map([['ines', 'not this one']]))
    const [it, other] = [name(actor), name('stand by me')]
    expect(shown.says).toBe(
      `raced: the log shows ${shows(it, undefined, other, it)}; as asked by not this one`,
    )
    expect(shown).not.toHaveProperty('hands')
  },
)

it.each(['\u0639\u0645\u0631', 'mo\u202egpj', 'a\u2069b', 'x\ny'])(
  'a hand whose name could turn a sentence round is a pseudonym there too: %j',
  (id) => {
    const says = `contractor ${isolated(id)} deactivated @head-of-state, as ${id} says`
    const shown = veil(says, id)
    expect(shown).toBe(`contractor <${id.length}> deactivated @head-of-state, as <${id.length}> says`)
  },
)
