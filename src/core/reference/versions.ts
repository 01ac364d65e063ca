/** Something that holds from a moment on, until the next version of it. */
export interface Version {
  readonly validFrom: number
}

/** Of each key so many versions are kept, the future ones included; the oldest leaves first. A change that is
 *  older than all of them finds nothing. Four cover the seconds that a change is under way even where a record
 *  is written every second. */
export const versionsMax = 4

/** The version in force at a moment: never one that is valid only later.
 *    versions from 10 and 20:   at 9 -> none   at 10 -> the first   at 19 -> the first   at 20 -> the second */
export function versionAt<V extends Version>(versions: readonly V[], at: number): V | undefined {
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i]
    if (version !== undefined && version.validFrom <= at) return version
  }
  return undefined
}

/** The versions with one more, in order; the same list where it says nothing new. At the same `validFrom` the
 *  later word counts. */
export function withVersion<V extends Version>(versions: readonly V[], version: V): readonly V[] {
  const at = version.validFrom
  const before = versions.filter((one) => one.validFrom < at)
  const last = before.at(-1)
  const replaced = versions.some((one) => one.validFrom === at)
  if (!replaced && last !== undefined && saysTheSame(last, version)) return versions
  return [...before, version, ...versions.filter((one) => one.validFrom > at)].slice(-versionsMax)
}

function saysTheSame(a: Version, b: Version): boolean {
  return factsOf(a) === factsOf(b)
}

function factsOf(version: Version): string {
  const facts = Object.entries(version).filter(([name]) => name !== 'validFrom')
  return JSON.stringify(facts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** By id, or by source and id where a record names its source. NUL cannot stand in an id that was read. */
export function keyOf(source: string | undefined, id: string): string {
  return source === undefined ? id : `${source}\0${id}`
}
