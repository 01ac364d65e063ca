import { type ActorKind, actorKinds } from '../change/account-change.ts'
import { actions } from '../change/actions.ts'
import { spanMs, spanPattern } from './quantities.ts'
import { actorOfKind, type Habit, hourMs, minuteMs, type Scene, type StagedActor } from './scene.ts'
import { noun, type Word, word } from './word.ts'

/** The longer first, or `lock` would be found in the midst of another. */
const anyAction = `(?:${actions.toSorted((a, b) => b.length - a.length).join('|')})`

/** When access ends, as people say it. In the column of the moment too. */
export const endWords: readonly Word[] = [
  word('last hour', 'access ends in 40 minutes', 'last hour', (scene) => ends(scene, 40 * minuteMs)),
  word('last day', 'access ends in 8 hours', 'last day', (scene) => ends(scene, 8 * hourMs)),
  word('last week', 'access ends in 4 days', 'last week', (scene) => ends(scene, 96 * hourMs)),
  word('ends in 6 d', 'access ends after so long', `ends in ${spanPattern}`, (scene, parts) =>
    ends(scene, spanMs(parts)),
  ),
  word('ended 20 min ago', 'access ended so long ago', `ended ${spanPattern} ago`, (scene, parts) =>
    ends(scene, -spanMs(parts)),
  ),
]

const kindSays: Readonly<Record<ActorKind, string>> = {
  employee: 'hired six years ago, 4 acts an hour, mostly suspensions that answer reports',
  contractor: 'the same, hired 300 days ago, with 180 days to go',
  volunteer: 'without dates and reports, 2 acts an hour',
  automation: '100 suspensions by a rule each minute, around the clock',
  owner: 'the account is their own; no past',
  system: 'as an automation',
  unknown: 'nobody knows who; no past',
}

/** Who did it. The kind brings the facts and the past that are usual for it. */
export const actorWords: readonly Word[] = [
  ...actorKinds.map((kind) =>
    noun(kind, kindSays[kind], kind, (scene) => ({
      ...scene,
      actor: actorOfKind(kind),
    })),
  ),
  word('6 y', 'hired so long ago', spanPattern, (scene, parts) =>
    withActor(scene, { tenureMs: spanMs(parts) }),
  ),
  word('dates unknown', 'nobody knows hiring or end', 'dates unknown', (scene) =>
    withActor(scene, { tenureMs: undefined, endsInMs: undefined }),
  ),
  ...endWords,
  word('new credential', 'the credential was changed 20 minutes ago', 'new credential', (scene) =>
    withActor(scene, { credentialAgeMs: 20 * minuteMs }),
  ),
  word('team security', 'of this team', 'team ([\\w-]+)', (scene, [team]) => withActor(scene, { team })),
  word('role reviewer', 'of this role', 'role ([\\w-]+)', (scene, [role]) => withActor(scene, { role })),
  word('never seen', 'no past at all', 'never seen', (scene) => withHabit(scene, { seen: false })),
  word('9 an hour', 'the usual pace; also a minute, a day', '(\\d+) an? (minute|hour|day)', (scene, parts) =>
    withHabit(scene, { actsAnHour: actsAnHour(parts) }),
  ),
  word(
    'used to lock and unlock',
    'the usual actions, in turn',
    `used to (${anyAction}(?: and ${anyAction})*)`,
    (scene, [list = '']) =>
      withHabit(scene, { actions: actions.filter((action) => list.split(' and ').includes(action)) }),
  ),
  word('used to tickets', 'names a ticket each time', 'used to tickets', (scene) =>
    withHabit(scene, { reason: { code: 'abuse', ticketId: 'T-1' } }),
  ),
  word(
    'used to notable accounts',
    'touches such accounts every day',
    'used to (notable|protected) accounts',
    (scene, [accounts]) => withHabit(scene, { accounts: accounts === 'protected' ? 'protected' : 'notable' }),
  ),
  word(
    'new device',
    'never used before; also network, tool',
    'new (device|network|tool)',
    (scene, [part = '']) => withActor(scene, { origin: { ...scene.actor.origin, [part]: `new ${part}` } }),
  ),
  word('no mfa', 'without a second factor', 'no mfa', (scene) =>
    withActor(scene, { origin: { ...scene.actor.origin, mfa: false } }),
  ),
]

function ends(scene: Scene, endsInMs: number): Scene {
  return withActor(scene, { endsInMs })
}

function withActor(scene: Scene, part: Partial<StagedActor>): Scene {
  return { ...scene, actor: { ...scene.actor, ...part } }
}

function withHabit(scene: Scene, part: Partial<Habit>): Scene {
  return withActor(scene, { habit: { ...scene.actor.habit, ...part } })
}

/** A day at work has eight hours. `30`, `day` -> 3.75 */
function actsAnHour([count = '', unit]: readonly string[]): number {
  const acts = Math.max(1, Number(count))
  return unit === 'minute' ? 60 * acts : unit === 'hour' ? acts : acts / 8
}
