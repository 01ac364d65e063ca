import type { PlatformSpec, ReadCall } from '../../core/change/platform-spec.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { HttpAnswer } from './http-request.ts'

/** The account in a platform's answer, or in words what is missing from it. */
export function accountOf(spec: PlatformSpec, accountId: string, answer: HttpAnswer): AccountState | string {
  const { read } = spec
  const word = textAt(answer, read?.stateAt)
  if (word === undefined) return `its answer has no state at ${read?.stateAt}`
  const version = versionIn(read, answer)
  const causedBy = textAt(answer, read?.causedByAt)
  const holds = listAt(answer, read?.holdsAt)
  return {
    accountId,
    state: Object.hasOwn(spec.states, word) ? (spec.states[word] ?? word) : word,
    ...(version === undefined ? {} : { version }),
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(holds === undefined ? {} : { holds }),
  }
}

/** An entity tag stands in quotes, and may be called weak; changes carry it bare. `W/"v7"` -> `v7` */
export function versionIn(read: ReadCall | undefined, answer: HttpAnswer): string | undefined {
  return textAt(answer, read?.versionAt)?.replace(/^(?:W\/)?"(.*)"$/, '$1')
}

function listAt(answer: HttpAnswer, place: string | undefined): readonly string[] | undefined {
  const value = valueAt(answer, place)
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return typeof value === 'string' && value !== '' ? [value] : undefined
}

function textAt(answer: HttpAnswer, place: string | undefined): string | undefined {
  const value = valueAt(answer, place)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `account.state` in the JSON, or `header:etag`. */
function valueAt(answer: HttpAnswer, place: string | undefined): unknown {
  if (place === undefined) return undefined
  if (place.startsWith('header:')) return answer.headers.get(place.slice('header:'.length)) ?? undefined
  let value: unknown = answer.json
  for (const key of place.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
