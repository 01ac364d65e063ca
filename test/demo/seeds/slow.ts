import { chanceOf, pick, wholeBetween, wordKey } from '../../../src/demo/chance.ts'
import { type Act, dayMs, hourMs, minuteMs } from '../../../src/demo/world/act.ts'
import { personActs } from '../../../src/demo/world/person-acts.ts'
import { accountIdOf, accountNumberFor, type Target } from '../../../src/demo/world/population.ts'
import { isOff, workdayOf } from '../../../src/demo/world/shifts.ts'
import { actorOf, type Person } from '../../../src/demo/world/staff.ts'
import { createWorld, mergeInOrder, type World } from '../../../src/demo/world/world.ts'
import { changesOf, look, type Seen } from './season.ts'

/** What takes weeks: one of the staff among some of their team, whose work makes the peers' usual. */
interface Stage {
  readonly seed: number
  readonly world: World
  /** Two years with the platform when it begins, and not leaving. */
  readonly person: Person
  readonly colleagues: readonly Person[]
  readonly beginsAt: number
}

/** A month of usual work comes first. */
const monthMs = 28 * dayMs
const colleaguesMax = 4

function stageFor(seed: number, team: string): Stage {
  const world = createWorld(seed)
  const beginsAt = Date.UTC(2026, 10, 10) + seed * 31 * hourMs
  const order = (person: Person) => chanceOf(seed, wordKey('slow'), person.key)()
  const [first, ...others] = world
    .staffAt(beginsAt)
    .filter((person) => person.team.name === team)
    .sort((a, b) => order(a) - order(b))
  if (first === undefined) throw new Error(`seed ${seed}: nobody is in ${team}`)
  const endsAt = beginsAt + 1_000 * dayMs
  const person: Person = {
    ...first,
    kind: 'employee',
    hiredAt: beginsAt - 730 * dayMs,
    endsAt,
    lastActAt: endsAt,
  }
  return { seed, world, person, colleagues: others.slice(0, colleaguesMax), beginsAt }
}

/** Their work until `to` and what comes on top of it, seen one after another; what is answered is the top. */
function seenOnTop(stage: Stage, to: number, work: readonly Act[], onTop: readonly Act[]): Seen[] {
  const from = stage.beginsAt - monthMs
  const others = stage.colleagues.flatMap((person) => personActs(person, stage.world.colleagues, from, to))
  const ids = new Set(onTop.map(({ eventId }) => eventId))
  const seen: Seen[] = []
  look(changesOf(mergeInOrder([...work], others, [...onTop]), stage.seed), [], (one) => {
    if (ids.has(one.change.eventId)) seen.push(one)
  })
  return seen
}

function usualWork({ person, world, beginsAt }: Stage, to: number): Act[] {
  return personActs(person, world.colleagues, beginsAt - monthMs, to)
}

/** Three odd e-mail changes a day by an old hand, in the hours after the shift, with nothing entered that asks
 *  for them: of somebody who changes addresses by day, or never does; of nobody in particular, or of accounts
 *  that some follow. Sixty of them. */
export function lowAndSlow(seed: number): Seen[] {
  const chance = chanceOf(seed, wordKey('low'))
  const stage = stageFor(seed, pick(chance, ['support', 'trust-and-safety']))
  const to = stage.beginsAt + 50 * dayMs
  const target = pick(chance, ['ordinary', 'ordinary', 'known'] as const)
  const onTop = afterHours(stage, stage.beginsAt, to, target, () => ({ code: 'owner-request' })).slice(0, 60)
  return seenOnTop(stage, to, usualWork(stage, to), onTop)
}

/** Its innocent twin: somebody who has stayed on for owners' requests for as long as we know goes on so. */
export function longEvenings(seed: number): Seen[] {
  const stage = stageFor(seed, 'support')
  const to = stage.beginsAt + 30 * dayMs
  const evenings = afterHours(stage, stage.beginsAt - monthMs, to, 'ordinary', (nth) => ({
    code: 'owner-request',
    ticketId: `U-${seed}${nth}`,
    assignment: 'routed',
  }))
  const before = evenings.filter(({ occurredAt }) => occurredAt < stage.beginsAt)
  const after = evenings.filter(({ occurredAt }) => occurredAt >= stage.beginsAt)
  return seenOnTop(stage, to, [...usualWork(stage, to), ...before], after)
}

/** Volume that grows by `growth` a day, for sixty days: every act of them. */
export function drift(seed: number, growth: number): Seen[] {
  const stage = stageFor(seed, 'trust-and-safety')
  const to = stage.beginsAt + 60 * dayMs
  const grown = Array.from({ length: 60 }, (_, day) => {
    const from = stage.beginsAt + day * dayMs
    const pace = stage.person.pace * (1 + growth) ** day
    return personActs({ ...stage.person, pace }, stage.world.colleagues, from, from + dayMs)
  }).flat()
  return seenOnTop(stage, to, usualWork(stage, stage.beginsAt), grown)
}

function afterHours(
  { seed, person, beginsAt }: Stage,
  from: number,
  to: number,
  target: Target,
  reasonOf: (nth: number) => NonNullable<Act['reason']>,
): Act[] {
  const chance = chanceOf(seed, wordKey('after-hours'))
  const acts: Act[] = []
  for (let day = workdayOf(person, from) + 1; day < workdayOf(person, to); day++) {
    if (isOff(person, day)) continue
    const shiftEndsAt = day * dayMs + (person.shiftBegins - person.site.hoursFromUtc + 9) * hourMs
    for (let nth = 0; nth < 3; nth++) {
      const occurredAt = shiftEndsAt + nth * 50 * minuteMs + wholeBetween(chance, 0, 40 * minuteMs)
      acts.push({
        eventId: `after-hours.${beginsAt.toString(36)}.${day}.${nth}`,
        occurredAt,
        action: 'change-email',
        accountId: accountIdOf(accountNumberFor(target, chance)),
        actor: actorOf(person, occurredAt),
        origin: {
          tool: person.team.tool,
          sessionId: `s-${person.key}-${day}`,
          network: `office-${person.site.name}`,
          mfa: true,
        },
        reason: reasonOf(acts.length),
      })
    }
  }
  return acts
}
