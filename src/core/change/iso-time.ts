/** Milliseconds since the epoch of an ISO 8601 time with its zone; `undefined` for anything else.
 *
 *  2017-11-02T22:57:00Z          -> 1509663420000
 *  2017-11-02T22:57:00.1234Z     -> 1509663420123     what is finer than a millisecond is cut off
 *  2017-11-02 23:57:00+01:00     -> 1509663420000
 *  2017-11-02T22:57:00           -> undefined         whose hour is that?
 *  2017-02-30T00:00:00Z          -> undefined         `Date.parse` would say the 2nd of March
 *
 *  Read by hand because every change of a JSON or CSV source brings such a time, and `Date.parse` both costs
 *  more and accepts what no standard knows. */
export function isoMs(text: string): number | undefined {
  const local = localMs(text)
  if (local === undefined) return undefined
  const zoneAt = fractionEnd(text)
  const zone = zoneMs(text, zoneAt)
  if (zone === undefined) return undefined
  return local + fractionMs(text, zoneAt) - zone
}

/** The same for a source that writes no zone and means UTC. A zone that stands there counts; a date alone
 *  is its first moment.
 *  2017-11-02 22:57:00 -> 1509663420000    2017-11-02 -> 1509580800000 */
export function isoUtcMs(text: string): number | undefined {
  if (text.length === 10) return dayMs(text)
  const zoneAt = fractionEnd(text)
  if (zoneAt !== text.length) return isoMs(text)
  const local = localMs(text)
  return local === undefined ? undefined : local + fractionMs(text, zoneAt)
}

/** `YYYY-MM-DDTHH:MM:SS` at the start of a text. */
function localMs(text: string): number | undefined {
  if (text.length < 19 || text.length > 40) return undefined
  const between = text.charCodeAt(10)
  const day = dayMs(text)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  if (day === undefined || (lower(between) !== letterT && between !== space)) return undefined
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return undefined
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined
  return day + hour * 3_600_000 + minute * 60_000 + second * 1000
}

/** `YYYY-MM-DD` at the start of a text. */
function dayMs(text: string): number | undefined {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  if (text.charCodeAt(4) !== minus || text.charCodeAt(7) !== minus) return undefined
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return undefined
  return Date.UTC(year, month - 1, day)
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Where the fraction that may follow the seconds ends. */
function fractionEnd(text: string): number {
  if (text.charCodeAt(19) !== dot && text.charCodeAt(19) !== comma) return 19
  let at = 20
  while (isDigit(text.charCodeAt(at))) at++
  return at
}

function fractionMs(text: string, end: number): number {
  let ms = 0
  for (let at = 20, unit = 100; at < end && unit >= 1; at++, unit /= 10)
    ms += (text.charCodeAt(at) - zero) * unit
  return ms
}

/** `Z`, `+01`, `+01:00` or `-0730`, up to the end of the text. */
function zoneMs(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at)
  const length = text.length - at
  if (lower(sign) === letterZ) return length === 1 ? 0 : undefined
  if (sign !== plus && sign !== minus) return undefined
  const withColon = text.charCodeAt(at + 3) === colon
  if (length !== 3 && length !== (withColon ? 6 : 5)) return undefined
  const hours = digits(text, at + 1, 2)
  const minutes = length === 3 ? 0 : digits(text, at + (withColon ? 4 : 3), 2)
  if (!(hours < 24 && minutes < 60)) return undefined
  return (sign === plus ? 1 : -1) * (hours * 3_600_000 + minutes * 60_000)
}

/** NaN where one of them is not a digit, so that every comparison with it fails. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - zero
  }
  return value
}

/** RFC 3339 lets `T` and `Z` be written small. */
function lower(code: number): number {
  return code | 0x20
}

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9
}

const zero = 0x30
const minus = 0x2d
const plus = 0x2b
const dot = 0x2e
const comma = 0x2c
const colon = 0x3a
const space = 0x20
const letterT = 0x74
const letterZ = 0x7a
