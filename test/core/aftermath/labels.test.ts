import { describe, expect, it } from 'vitest'
import { gatherLabels, meaningOf } from '../../../src/core/aftermath/labels.ts'

describe('a row of labels', () => {
  it.each([
    [{ event_id: 'e1', label: 'harm', incident: 'july' }, ['e1', 'harm', 'july']],
    [{ eventId: 'e1', label: 'meant', group: 'july' }, ['e1', 'meant', 'july']],
    [{ event_id: 'e1', label: 'not-meant', incident: '' }, ['e1', 'not-meant', 'e1']],
    [{ event_id: 17, label: 'self-unblock' }, ['17', 'self-unblock', '17']],
  ])('%j', (row, [eventId, word, incident]) => {
    const gathered = gatherLabels()
    expect(gathered.row(row)).toBeUndefined()
    expect([...gathered.labels.values()]).toEqual([{ eventId, word, incident }])
  })

  it.each([
    [{ label: 'harm' }, 'event_id is missing'],
    [{ event_id: 'e1' }, 'label is missing'],
    [
      { event_id: 'e1', label: 'evil' },
      `label must be one of ${Object.keys(meaningOf).join(', ')}, not "evil"`,
    ],
    [
      { event_id: 'e1', label: 'constructor' },
      `label must be one of ${Object.keys(meaningOf).join(', ')}, not "constructor"`,
    ],
    ['e1', 'not an object'],
    [{ event_id: 'e1', reversed_after_s: 'soon' }, 'reversed_after_s must be seconds'],
    [{ event_id: 'e1', reversed_after_s: '' }, 'reversed_after_s must be seconds'],
    [
      { event_id: 'e1', reversed_after_s: '5', reversed_by_target: 'yes' },
      'reversed_by_target must be 0 or 1',
    ],
  ])('%j is a fault', (row, fault) => {
    const gathered = gatherLabels()
    expect(gathered.row(row)).toBe(fault)
    expect(gathered.labels.size + gathered.aftermaths.size).toBe(0)
  })

  it('may be said twice, but not in two ways', () => {
    const gathered = gatherLabels()
    gathered.row({ event_id: 'e1', label: 'harm', incident: 'july' })
    expect(gathered.row({ event_id: 'e1', label: 'harm', incident: 'july' })).toBeUndefined()
    expect(gathered.row({ event_id: 'e1', label: 'meant' })).toBe(
      'e1 is labelled harm already, and here meant',
    )
  })

  it('keeps the incident that any row names, whatever the order', () => {
    const rows = [
      { event_id: 'e1', label: 'harm', incident: 'july' },
      { event_id: 'e1', label: 'harm' },
      { event_id: 'e1', label: 'harm', incident: 'july' },
    ]
    for (const order of [rows, rows.toReversed(), rows.slice(1)]) {
      const gathered = gatherLabels()
      expect(order.map((row) => gathered.row(row))).toEqual(order.map(() => undefined))
      expect(gathered.labels.get('e1')?.incident).toBe('july')
    }
  })

  it('is of one incident, though that is called as its own event is', () => {
    const gathered = gatherLabels()
    gathered.row({ event_id: 'e1', label: 'harm', incident: 'e1' })
    expect(gathered.row({ event_id: 'e1', label: 'harm', incident: 'july' })).toBe(
      'e1 is of the incident e1 already, and here of july',
    )
    expect(gathered.labels.get('e1')?.incident).toBe('e1')
  })

  it('may say both, and what is empty says nothing', () => {
    const gathered = gatherLabels()
    const both = { event_id: 'e1', label: 'harm', incident: 'july', reversed_after_s: '100' }
    expect(gathered.row(both)).toBeUndefined()
    expect(gathered.row({ event_id: 'e2', label: 'harm', reversed_after_s: '' })).toBeUndefined()
    expect(gathered.row({ event_id: 'e3', label: '', reversed_after_s: '90' })).toBeUndefined()
    expect([...gathered.labels.keys()]).toEqual(['e1', 'e2'])
    expect([...gathered.aftermaths.keys()]).toEqual(['e1', 'e3'])
  })

  it('with a fault in one half says neither', () => {
    const gathered = gatherLabels()
    expect(gathered.row({ event_id: 'e1', label: 'harm', reversed_after_s: 'soon' })).toBe(
      'reversed_after_s must be seconds',
    )
    expect(gathered.labels.size).toBe(0)
  })

  it('may not say in two ways what became of a restriction', () => {
    const gathered = gatherLabels()
    const row = { event_id: 'e1', reversed_after_s: '90' }
    expect([gathered.row(row), gathered.row(row)]).toEqual([undefined, undefined])
    expect(gathered.row({ ...row, reversed_by_target: '1' })).toBe(
      'what became of e1 is said already, and otherwise here',
    )
  })

  it('may say what became of a restriction', () => {
    const gathered = gatherLabels()
    const row = { reversed_after_s: '90', reversed_by_same_actor: '0', reversed_by_target: '0' }
    gathered.row({ event_id: 'e1', ...row, redone_within_1h: '1' })
    gathered.row({ event_id: 'e2', ...row, reversed_by_same_actor: '1' })
    gathered.row({ event_id: 'e3', ...row, reversed_by_target: '1', redone_within_1h: '0' })
    const [redone, once] = [
      { became: 'given-back', afterMs: 90_000, redone: true },
      { became: 'given-back', afterMs: 90_000, redone: false },
    ]
    expect([...gathered.aftermaths]).toEqual([
      ['e1', { ...redone, by: 'another' }],
      ['e2', { ...once, by: 'same-hand' }],
      ['e3', { ...once, by: 'target' }],
    ])
  })
})
