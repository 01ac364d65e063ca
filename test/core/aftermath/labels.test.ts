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
