import { readCall } from './mapping-call.ts'
import type { Section } from './mapping-document.ts'
import { readRequest } from './mapping-looks.ts'
import { type ContainSpec, containNames, staffNames, type Way } from './platform-spec.ts'

/** The part of a mapping's `platform` section about containing an actor. Nobody is contained unseen, nor where nobody
 *  could say who lifts it again: both looks must be given. */
export function readContain(
  section: Section,
  baseUrl: string | undefined,
  way: Way,
): ContainSpec | undefined {
  if (section.isMissing) return undefined
  const [read, lifters] = [section.section('read'), section.section('lifters')]
  const spec: ContainSpec = {
    read: {
      ...readRequest(read, baseUrl, staffNames),
      containedAt: read.neededText('containedAt') ?? '',
      contained: read.texts('contained') ?? ['true'],
      free: read.texts('free') ?? ['false'],
    },
    lifters: {
      ...readRequest(lifters, baseUrl, staffNames),
      listAt: lifters.neededText('listAt') ?? '',
      idAt: lifters.neededText('idAt') ?? '',
    },
    ...readCalls(section, baseUrl, way),
  }
  if (spec.read.contained.some((word) => spec.read.free.includes(word)))
    read.fault('free', 'no word can mean both contained and free')
  for (const one of [read, lifters, section]) one.refuseOthers()
  return spec
}

/** With another way than `http` they go as every command does, and there is nothing to say of them. */
function readCalls(
  section: Section,
  baseUrl: string | undefined,
  way: Way,
): Pick<ContainSpec, 'freeze' | 'lift'> {
  const [freeze, lift] = [section.section('freeze'), section.section('lift')]
  if (way !== 'http') {
    for (const [name, call] of Object.entries({ freeze, lift }))
      if (!call.isMissing) section.fault(name, 'is read only where "way" is http')
    return {}
  }
  return {
    freeze: readCall(freeze, baseUrl, containNames),
    lift: readCall(lift, baseUrl, containNames),
  }
}
