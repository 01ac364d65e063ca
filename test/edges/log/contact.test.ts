import { expect, test } from 'vitest'
import { createContact } from '../../../src/edges/log/kafka/contact.ts'

const timing = { sessionMsMax: 10_000, handoverMsMax: 15_000 }

// What each clock shows when a member with a session of 10 s is asked whether it may still hold its partitions.
const table = `
  heard          wall ms  steady ms  -> alive  lost
  never          999999   999999     -> yes    no
  joined         9999     9999       -> yes    no
  joined         10000    9999       -> no     yes    the machine slept
  joined         0        10000      -> no     yes    somebody set the clock back
  answer-8s-old  2001     2001       -> no     yes    the process was stopped with an answer in its socket
  rejoining      12000    12000      -> no     no     the group waits for its members
  rejoining      40000    40000      -> no     yes`

const rows = table.trim().split('\n').slice(1)

test.each(rows.map((row) => row.trim()))('%s', (row) => {
  const [heard, wall, steady, , alive, lost] = row.split(/\s+/)
  let nowMs = { wall: 0, steady: 0 }
  const contact = createContact({ clock: { now: () => nowMs.wall, monotonicMs: () => nowMs.steady }, timing })
  if (heard !== 'never') contact.joined(heard === 'answer-8s-old' ? 8000 : 0)
  if (heard === 'rejoining') contact.joining()
  nowMs = { wall: Number(wall), steady: Number(steady) }
  expect([contact.isAlive(), contact.isLost()]).toEqual([alive === 'yes', lost === 'yes'])
})
