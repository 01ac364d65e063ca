import { overWords } from './account-words.ts'
import { endWords } from './actor-words.ts'
import { spanMs, spanPattern } from './quantities.ts'
import type { Moment, Scene } from './scene.ts'
import { type Word, word } from './word.ts'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** When it was done. Ordinary work is from 9:00 to 17:00 on weekdays; all times are UTC. */
export const momentWords: readonly Word[] = [
  ...weekdays.map((day, weekday) => word(day, 'a day of the week', day, (scene) => at(scene, { weekday }))),
  word('10:00', 'a time of day, UTC', '([01]?\\d|2[0-3]):([0-5]\\d)', (scene, [hour, minute]) =>
    at(scene, { minuteOfDay: 60 * Number(hour) + Number(minute) }),
  ),
  word('first night', 'three in the morning, never worked at before', 'first night', (scene) =>
    at(scene, { minuteOfDay: 180 }),
  ),
  ...endWords,
  word('after 40 d of silence', 'nothing was done since', `after ${spanPattern} of silence`, (scene, parts) =>
    at(scene, { silenceMs: spanMs(parts) }),
  ),
  word(
    'asked 30 min before',
    'asked for then, took effect now',
    `asked ${spanPattern} before`,
    (scene, parts) => at(scene, { askedBeforeMs: spanMs(parts) }),
  ),
  ...overWords,
  word('one minute', 'over so long', spanPattern, (scene, parts) => ({ ...scene, spanMs: spanMs(parts) })),
]

function at(scene: Scene, part: Partial<Moment>): Scene {
  return { ...scene, moment: { ...scene.moment, ...part } }
}
