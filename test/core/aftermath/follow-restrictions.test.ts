import { describe, expect, it } from 'vitest'
import { type Aftermath, undoneByAnother } from '../../../src/core/aftermath/aftermath.ts'
import { followRestrictions } from '../../../src/core/aftermath/follow-restrictions.ts'
import { changeFrom } from './changes.ts'

const hourMs = 3_600_000
const stories = `
an appeal is accepted                                | 0h ann suspend leo, 5h bob unsuspend leo                                    | given-back another 5h once
she thinks better of it                              | 0h ann suspend leo, 1h ann unsuspend leo                                    | given-back same-hand 1h once
he lets himself out                                  | 0h ann suspend leo, 1h leo unsuspend leo                                    | given-back target 1h once
he locked himself out, and lets himself in           | 0h leo suspend leo, 1h leo unsuspend leo                                    | given-back same-hand 1h once
a machine undoes it and says which change made it    | 0h ann suspend leo, 1h sys unsuspend leo e0                                 | given-back command 1h once
the time is over, and the platform lifts it          | 0h ann suspend leo, 1h job: unsuspend leo                                   | given-back machine 1h once
so it is, whoever had asked for that                 | 0h ann suspend leo, 1h job:bob unsuspend leo                                | given-back machine 1h once
a machine lifts it for nobody                        | 0h ann suspend leo, 1h bot: unsuspend leo                                   | given-back machine 1h once
a machine lifts what another machine did             | 0h nib: suspend leo, 1h bot: unsuspend leo                                  | given-back machine 1h once
a machine lifts what it did itself                   | 0h bot: suspend leo, 1h bot: unsuspend leo                                  | given-back same-hand 1h once
somebody lifts what a machine did                    | 0h bot: suspend leo, 1h bob unsuspend leo                                   | given-back another 1h once
a machine does as somebody else bids                 | 0h ann suspend leo, 1h bot:bob unsuspend leo                                | given-back another 1h once
it does as she bids                                  | 0h ann suspend leo, 1h bot:Ann unsuspend leo                                | given-back same-hand 1h once
she lifts by hand what it did for her                | 0h bot:ann suspend leo, 1h ann unsuspend leo                                | given-back same-hand 1h once
two people use the same tool                         | 0h bot:ann suspend leo, 1h bot:bob unsuspend leo                            | given-back another 1h once
he has it let him out                                | 0h ann suspend leo, 1h bot:leo unsuspend leo                                | given-back target 1h once
another tool spells her with a capital               | 0h ann suspend leo, 1h Ann unsuspend leo                                    | given-back same-hand 1h once
what the job lifted nobody else can undo             | 0h ann suspend leo, 1h job: unsuspend leo, 2h bob unsuspend leo             | given-back machine 1h once
settings are put right by undoing and redoing        | 0h ann suspend leo, 1h ann unsuspend leo, 2h ann suspend leo                | given-back same-hand 1h redone, unknown
redone when the hour is all but over                 | 0h ann suspend leo, 60m ann unsuspend leo, 7200s bob suspend leo            | given-back same-hand 1h redone, unknown
redone, but a second too late to be the same act     | 0h ann suspend leo, 60m ann unsuspend leo, 7201s bob suspend leo            | given-back same-hand 1h once, unknown
restricted anew before anybody gives it back         | 0h ann suspend leo, 2h bob suspend leo, 3h cat unsuspend leo                | restricted-again 2h, given-back another 1h once
only the first undoing counts                        | 0h ann suspend leo, 1h bob unsuspend leo, 2h ann unsuspend leo              | given-back another 1h once
a lock is not lifted by lifting a suspension         | 0h ann lock leo, 1h ann suspend leo, 2h bob unsuspend leo, 4h cat unlock leo | given-back another 4h once, given-back another 1h once
altering what stands is neither                      | 0h ann suspend leo, 1h bob other leo, 2h cat unsuspend leo                  | given-back another 2h once
somebody else's account is somebody else's           | 0h ann suspend leo, 1h bob unsuspend mia                                    | unknown
a badge taken away is given back                     | 0h ann unverify leo, 1h bob verify leo                                      | given-back another 1h once
what nothing undoes is not followed                  | 0h ann anonymise leo, 1h bob restore leo                                    |
seven days to the second still count                 | 0d ann suspend leo, 7d bob unsuspend leo                                    | given-back another 168h once
nobody ever lifts it, and life goes on elsewhere     | 0d ann suspend leo, 8d bob unsuspend mia                                    | stood
a second later it has stood                          | 0s ann suspend leo, 604801s bob unsuspend leo                               | stood
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string, string])

describe('what became of a restriction', () => {
  it.each(stories)('%s', (_says, history, expected) => {
    expect(afterwards(history).map(inWords).join(', ')).toBe(expected)
  })

  it('was not undone where the attempt to restrict, or the attempt to lift, was refused', () => {
    const told: Aftermath[] = []
    const followed = followRestrictions<undefined>((aftermath) => told.push(aftermath))
    followed.see({ ...changeFrom('0h ann suspend mia'), outcome: 'refused' }, undefined)
    followed.see(changeFrom('0h ann suspend leo'), undefined)
    followed.see({ ...changeFrom('1h bob unsuspend leo'), outcome: 'failed' }, undefined)
    followed.end()
    expect(told).toEqual([{ became: 'unknown' }])
  })

  it('is unknown for the oldest where more stand than there is room for', () => {
    const told: string[] = []
    const followed = followRestrictions<string>(({ became }, tag) => told.push(`${tag} ${became}`), {
      restrictionsMax: 2,
    })
    for (const name of ['leo', 'mia', 'ned', 'ola']) followed.see(changeFrom(`0h ann suspend ${name}`), name)
    followed.see(changeFrom('1h bob unsuspend ola'), 'bob')
    expect(told).toEqual(['leo unknown', 'mia unknown'])
    followed.end()
    expect(told).toEqual(['leo unknown', 'mia unknown', 'ned unknown', 'ola given-back'])
  })

  it('is known after a day to whoever asks for no more, whether it stood or not', () => {
    const told: string[] = []
    const followed = followRestrictions<string>(({ became }, tag) => told.push(`${tag} ${became}`), {
      forMs: 24 * hourMs,
    })
    for (const name of ['leo', 'mia', 'ned']) followed.see(changeFrom(`0h ann suspend ${name}`), name)
    followed.see(changeFrom('24h bob unsuspend leo'), 'leo')
    followed.see(changeFrom('25h bob unsuspend mia'), 'mia')
    followed.see(changeFrom('25h ann suspend ola'), 'ola')
    followed.end()
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'leo given-back',
      'mia stood',
      'ned stood',
      'ola unknown',
    ])
  })

  it('is told of each restriction exactly once', () => {
    const told: number[] = []
    const followed = followRestrictions<number>((_aftermath, tag) => told.push(tag))
    const names = ['leo', 'mia', 'ned']
    for (let i = 0; i < 300; i++) {
      const action = i % 7 === 3 ? 'unsuspend' : 'suspend'
      followed.see(changeFrom(`${i * 1700}s ann ${action} ${names[(i * i) % 3]}`), i)
    }
    followed.end()
    const restrictions = Array.from({ length: 300 }, (_, i) => i).filter((i) => i % 7 !== 3)
    expect(told.toSorted((a, b) => a - b)).toEqual(restrictions)
  })
})

describe('undone by somebody else within a day', () => {
  it.each([
    ['another', 24, true],
    ['another', 24.001, false],
    ['same-hand', 1, false],
    ['target', 1, false],
    ['machine', 1, false],
    ['command', 1, false],
  ] as const)('by %s after %s h: %s', (by, hours, expected) => {
    const aftermath = { became: 'given-back', by, afterMs: hours * hourMs, redone: false } as const
    expect(undoneByAnother(aftermath, 24 * hourMs)).toBe(expected)
  })

  it('is not what merely stood', () => {
    expect(undoneByAnother({ became: 'stood' }, 24 * hourMs)).toBe(false)
  })
})

/** In the order of the restrictions, not in that of their settling. */
function afterwards(history: string): Aftermath[] {
  const told: Aftermath[] = []
  const followed = followRestrictions<number>((aftermath, tag) => {
    told[tag] = aftermath
  })
  const lines = history.split(',')
  for (const [at, line] of lines.entries()) followed.see(changeFrom(line, at), at)
  followed.end()
  return told.filter((aftermath) => aftermath !== undefined)
}

function inWords(aftermath: Aftermath): string {
  if (aftermath.became === 'given-back')
    return `given-back ${aftermath.by} ${aftermath.afterMs / hourMs}h ${aftermath.redone ? 'redone' : 'once'}`
  if (aftermath.became === 'restricted-again') return `restricted-again ${aftermath.afterMs / hourMs}h`
  return aftermath.became
}
