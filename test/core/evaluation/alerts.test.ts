import { describe, expect, it } from 'vitest'
import { measureLoad } from '../../../src/core/evaluation/alert-load.ts'
import { measureIncidents } from '../../../src/core/evaluation/incidents.ts'

const minuteMs = 60_000

describe('the alerts of a desk', () => {
  it.each([
    ['nobody', 'raised 0, kept 0, clock hours 0'],
    ['ann 10:10', 'raised 1, kept 1, clock hours 1'],
    ['ann 10:10, ann 10:40, ann 11:05, ann 11:10, bob 10:20', 'raised 5, kept 3, clock hours 3'],
    ['ann 10:50, ann 11:10', 'raised 2, kept 1, clock hours 2'],
    ['ann 10:00, ann 10:59, ann 11:58', 'raised 3, kept 2, clock hours 2'],
    ['ann 10:00, bob 10:00', 'raised 2, kept 2, clock hours 2'],
    ['ann 11:10, ann 10:10', 'raised 2, kept 2, clock hours 2'],
  ])('%s: %s', (alerts, expected) => {
    const { raised, kept, clockHours } = measureLoad(
      [...alerts.matchAll(/(\w+) (\d+):(\d+)/g)].map(([, actorId = '', hour, minute]) => ({
        actorId,
        decidedAt: (Number(hour) * 60 + Number(minute)) * minuteMs,
      })),
    )
    expect(`raised ${raised}, kept ${kept}, clock hours ${clockHours}`).toBe(expected)
  })
})

/** One incident a row: its changes in order, `harm` or `release`; `!` alerts at once, `!2` when the change at
 *  place 2 was decided, `!@9` by a change at time 9 that nobody named. */
const incidents = `
harm harm! harm                    | caught, 1 of 3 before, 2 unnamed
harm! harm harm                    | caught, 0 of 3 before, 2 unnamed
harm release! harm                 | caught, 1 of 2 before, 2 unnamed
release! harm harm                 | caught, 0 of 2 before, 2 unnamed
harm harm                          | missed, 2 of 2 before, 2 unnamed
harm harm!1 harm                   | caught, 1 of 3 before, 2 unnamed
harm!2 harm harm!                  | caught, 2 of 3 before, 1 unnamed
harm!2 harm harm                   | caught, 2 of 3 before, 2 unnamed
harm!@9 harm                       | caught, 2 of 2 before, 1 unnamed
harm!@1 harm harm                  | caught, 2 of 3 before, 2 unnamed
release                            | missed, 0 of 0 before, 0 unnamed
`

describe('an incident', () => {
  it.each(
    incidents
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string]),
  )('%s: %s', (changes, expected) => {
    const [measured] = measureIncidents(
      changes.split(' ').map((word, order) => {
        const [what = '', alert] = word.split('!')
        const byTime = alert?.startsWith('@') === true
        const place = alert === '' ? order : Number(alert?.replace('@', ''))
        return {
          incident: 'july',
          isHarm: what === 'harm',
          moment: { at: order, order },
          alertedAt:
            alert === undefined ? undefined : { at: place, order: byTime ? Number.POSITIVE_INFINITY : place },
        }
      }),
    )
    const { caught, harm, harmBefore, harmUnnamed } = measured!
    expect(`${caught ? 'caught' : 'missed'}, ${harmBefore} of ${harm} before, ${harmUnnamed} unnamed`).toBe(
      expected,
    )
  })

  it('goes by the order of changes within one second', () => {
    const harm = { incident: 'july', isHarm: true }
    expect(
      measureIncidents([
        { ...harm, moment: { at: 5, order: 1 } },
        { ...harm, moment: { at: 5, order: 2 }, alertedAt: { at: 5, order: 2 } },
        { ...harm, moment: { at: 5, order: 3 } },
      ]),
    ).toEqual([{ incident: 'july', caught: true, harm: 3, harmBefore: 1, harmUnnamed: 2 }])
  })

  it('is not caught by the alert of another', () => {
    const harm = { isHarm: true, moment: { at: 0, order: 0 } }
    const measured = measureIncidents([
      { ...harm, incident: 'july', alertedAt: harm.moment },
      { ...harm, incident: 'august' },
    ])
    expect(measured.map(({ incident, caught }) => [incident, caught])).toEqual([
      ['july', true],
      ['august', false],
    ])
  })
})
