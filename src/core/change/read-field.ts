import { changeLimits, timeMsMax, timeMsMin } from './change-limits.ts'
import { isoMs } from './iso-time.ts'
import type { Fault } from './unreadable.ts'

/** Readers of one field each. An absent value (`undefined`, `null`, an empty text) and a faulty one both come
 *  back as `undefined`; a faulty one also leaves a fault. `within` and `name` are joined to a path only then,
 *  so that a good change makes no garbage. */

export type Fields = { readonly [name: string]: unknown }

/** The faults of one input. The list comes into being with the first. */
export class Findings {
  #faults: Fault[] | undefined
  #more = 0

  add(within: string, name: string, says: string): undefined {
    this.#faults ??= []
    if (this.#faults.length < changeLimits.faultsMax) this.#faults.push({ at: pathOf(within, name), says })
    else this.#more++
    return undefined
  }

  /** `undefined` where nothing is wrong. */
  all(): readonly Fault[] | undefined {
    if (this.#more > 0) this.#faults?.push({ at: 'the whole', says: `and ${this.#more} faults more` })
    return this.#faults
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function text(
  findings: Findings,
  within: string,
  name: string,
  value: unknown,
  lengthMax: number,
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return findings.add(within, name, `${seen(value)}: a text is meant`)
  if (value.length <= lengthMax) return value
  return findings.add(
    within,
    name,
    `${seen(value)} is ${value.length} long: at most ${lengthMax} are allowed`,
  )
}

/** An address that a page may link to: `javascript:` and its like run in the analyst's browser. */
export function link(findings: Findings, within: string, name: string, value: unknown): string | undefined {
  const address = text(findings, within, name, value, changeLimits.linkLengthMax)
  if (address === undefined || address.startsWith('https://') || address.startsWith('http://')) return address
  return findings.add(within, name, `${seen(address)}: an address with https:// or http:// is meant`)
}

/** An id or another opaque token. A number is taken for its digits while they are exact: beyond 2^53 two
 *  different ids would read as the same one. */
export function token(findings: Findings, within: string, name: string, value: unknown): string | undefined {
  if (typeof value === 'string' || value === undefined || value === null) {
    return text(findings, within, name, value, changeLimits.wordLengthMax)
  }
  if (typeof value !== 'number') return findings.add(within, name, `${seen(value)}: a text is meant`)
  if (Number.isSafeInteger(value)) return String(value)
  return findings.add(
    within,
    name,
    `${value}: a number here must be whole and at most ${Number.MAX_SAFE_INTEGER}; write longer ids as texts`,
  )
}

export function requiredToken(findings: Findings, within: string, name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') findings.add(within, name, 'must be given')
  return token(findings, within, name, value) ?? ''
}

export function time(findings: Findings, within: string, name: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const ms = typeof value === 'string' ? isoMs(value) : value
  if (typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= timeMsMin && ms <= timeMsMax) return ms
  return findings.add(within, name, `${seen(value)}: ${timeMeant}`)
}

export const timeMeant =
  'whole milliseconds since the epoch between the years 1971 and 9999 are meant, or ISO 8601 with a zone'

export function requiredTime(findings: Findings, within: string, name: string, value: unknown): number {
  if (value === undefined || value === null || value === '') findings.add(within, name, 'must be given')
  return time(findings, within, name, value) ?? 0
}

export function count(
  findings: Findings,
  within: string,
  name: string,
  value: unknown,
  min: number,
): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value + 0 // -0 becomes 0
  return findings.add(within, name, `${seen(value)}: a whole number of ${min} or more is meant`)
}

export function flag(findings: Findings, within: string, name: string, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === undefined || value === null) return undefined
  return findings.add(within, name, `${seen(value)}: true or false is meant`)
}

/** One word of a closed vocabulary. */
export function word<Word extends string>(
  findings: Findings,
  within: string,
  name: string,
  value: unknown,
  vocabulary: ReadonlyMap<unknown, Word>,
): Word | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const known = vocabulary.get(value)
  if (known !== undefined) return known
  return findings.add(within, name, `${seen(value)}: one of ${[...vocabulary.values()].join(' ')} is meant`)
}

export function requiredWord<Word extends string>(
  findings: Findings,
  within: string,
  name: string,
  value: unknown,
  vocabulary: ReadonlyMap<unknown, Word>,
): Word | undefined {
  if (value === undefined || value === null || value === '')
    return findings.add(within, name, 'must be given')
  return word(findings, within, name, value, vocabulary)
}

export function vocabularyOf<Word extends string>(words: readonly Word[]): ReadonlyMap<unknown, Word> {
  return new Map(words.map((word) => [word, word]))
}

/** A list of tokens; one alone stands for a list of one. An empty list says that there is none, which is not
 *  the same as nothing said. */
export function tokens(
  findings: Findings,
  within: string,
  name: string,
  value: unknown,
): readonly string[] | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (!Array.isArray(value)) {
    const one = token(findings, within, name, value)
    return one === undefined ? undefined : [one]
  }
  const most = changeLimits.listItemsMax
  if (value.length > most) {
    return findings.add(within, name, `${value.length} items: at most ${most} are allowed`)
  }
  return value.map((item, i) => requiredToken(findings, within, `${name}.${i}`, item))
}

export function labels(findings: Findings, value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined
  if (!isFields(value)) return findings.add('', 'labels', `${seen(value)}: names with texts are meant`)
  const names = Object.keys(value)
  if (names.length > changeLimits.labelsMax) {
    return findings.add('', 'labels', `${names.length} labels: at most ${changeLimits.labelsMax} are allowed`)
  }
  const read: Record<string, string> = {}
  let any = false
  for (const name of names) {
    if (name.length > changeLimits.labelNameLengthMax) {
      findings.add('labels', clip(name), `a name of at most ${changeLimits.labelNameLengthMax} is meant`)
    }
    const label = text(findings, 'labels', name, value[name], changeLimits.labelLengthMax)
    if (label === undefined) continue
    read[name] = label
    any = true
  }
  return any ? read : undefined
}

/** A value as a person can read it in a fault: never long, never the whole of what came. */
export function seen(value: unknown): string {
  if (typeof value === 'string') return `"${clip(value)}"`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return clip(String(value))
}

function clip(value: string): string {
  return value.length <= 40 ? value : `${value.slice(0, 39)}…`
}

/** Names that a stranger made up may be as long as the record. */
function pathOf(within: string, name: string): string {
  const path = within === '' ? name : `${within}.${name}`
  return path.length <= 200 ? path : `${path.slice(0, 199)}…`
}
