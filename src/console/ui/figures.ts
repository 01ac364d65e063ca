/** Figures as they are printed: fixed widths, a true minus, units by whoever shows them. */

/** `612` -> `6.12`, `-180` -> `−1.80` */
export function points(centi: number): string {
  return (centi / 100).toFixed(2).replace('-', '−')
}

/** `612` -> `+6.12` */
export function signedPoints(centi: number): string {
  return centi > 0 ? `+${points(centi)}` : points(centi)
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** `18:45:03` */
export function clock(at: number): string {
  return clockFormat.format(at)
}

const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** `18:45:03` for what happened today, `2 Nov` for what did not. */
export function clockOrDay(at: number, now = Date.now()): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString()
  return today ? clock(at) : dateFormat.format(at)
}

const momentFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** When something will be: `18:45:03` today, `3 Nov, 18:45` on another day. */
export function moment(at: number, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString()
  return today ? clock(at) : momentFormat.format(at)
}

/** `2 Nov 2017, 18:45:03` */
export function day(at: number): string {
  return dayFormat.format(at)
}

/** `0.84` -> `0.84 s`, `12.3` -> `12.3 s`, `400` -> `400 s` */
export function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} s`
}

/** How long, in the unit that people would say: `0.84` -> `0.84 s`, `660` -> `660 s`, `1500` -> `25 min`,
 *  `134947` -> `37 h`, `546055` -> `6 days` */
export function duration(value: number): string {
  const unit = units.find(({ from }) => value >= from)
  return unit === undefined ? seconds(value) : `${Math.round(value / unit.is)} ${unit.name}`
}

/** Longest first. What took minutes in 2017 is still said in seconds, beside those that it takes today. */
const units = [
  { from: 172_800, is: 86_400, name: 'days' },
  { from: 7_200, is: 3_600, name: 'h' },
  { from: 1_000, is: 60, name: 'min' },
]

/** `12345` -> `12,345` */
export function count(value: number): string {
  return value.toLocaleString('en-GB')
}

/** `1` -> `1 account`, `2` -> `2 accounts` */
export function many(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? '' : 's'}`
}
