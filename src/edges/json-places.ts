import { isoMs } from '../core/change/iso-time.ts'

/** Facts in the answers of platforms, by the places that a mapping names. */

/** As much of an answer as places are looked up in; an entry of a list is one without headers. */
interface Answer {
  readonly json: unknown
  readonly headers?: Headers
}

export function textAt(answer: Answer, place: string | undefined): string | undefined {
  const value = valueAt(answer, place)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `account.state` in the JSON, or `header:etag`. */
export function valueAt(answer: Answer, place: string | undefined): unknown {
  if (place === undefined) return undefined
  if (place.startsWith('header:')) return answer.headers?.get(place.slice('header:'.length)) ?? undefined
  if (place === '.') return answer.json
  let value: unknown = answer.json
  for (const key of place.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** Milliseconds of a time in milliseconds, seconds or ISO 8601; `undefined` for anything else. */
export function timeMsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isFinite(number)) return Math.abs(number) < secondsMax ? number * 1000 : number
  return isoMs(text)
}

/** Seconds until the year 5138, milliseconds from 1973 on. */
const secondsMax = 1e11
