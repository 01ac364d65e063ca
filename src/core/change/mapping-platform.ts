import { inverseOf } from '../reversal/countermeasures.ts'
import type { Links } from './account-change.ts'
import { type Action, actions } from './actions.ts'
import { readCall } from './mapping-call.ts'
import { readContain } from './mapping-contain.ts'
import type { Section } from './mapping-document.ts'
import { readCodes, readLog, readLook, readPublicView } from './mapping-looks.ts'
import { checkNames, isWebAddress } from './mapping-request.ts'
import { readWays } from './mapping-ways.ts'
import type { AnswerCodes, PlatformCall, PlatformSpec, Way } from './platform-spec.ts'
import { commandNames, guards, linkNames, platformDefaults } from './platform-spec.ts'

/** The `platform` section of a mapping file. What is wrong with it goes to the section's document. */
export function readPlatform(section: Section): PlatformSpec {
  const baseUrl = readBaseUrl(section)
  const serviceActor = section.text('serviceActor')
  const guard = section.word('guard', guards, 'none')
  const authorizationFrom = section.text('authorizationFrom')
  const read = readLook(section.section('read'), baseUrl)
  const log = readLog(section.section('log'), baseUrl)
  const publicView = readPublicView(section.section('publicView'), baseUrl)
  const ways = readWays(section)
  const { preserve, ...calls } = readCalls(section.section('reverse'), baseUrl, guard, ways.way)
  const contain = readContain(section.section('contain'), baseUrl, ways.way)
  if (read === undefined && (preserve !== undefined || Object.keys(calls).length > 0)) {
    section.fault('reverse', 'nothing is undone unseen: "read" must be given too')
  }
  if (guard === 'log' && log === undefined)
    section.fault('guard', 'guard log needs "log": how the log is read')
  if (guard === 'log' && serviceActor === undefined)
    section.fault('guard', 'guard log needs "serviceActor": our own entries in the log are known by it')
  const spec: PlatformSpec = {
    ...ways,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(serviceActor !== undefined && { serviceActor }),
    guard,
    settleMs: section.number('settleMs', { min: 0, max: 60_000, ifAbsent: platformDefaults.settleMs }),
    // A day: what is older belongs to people, not to the machine.
    maxAgeMs: section.number('maxAgeMs', { min: 1000, max: 86_400_000, ifAbsent: platformDefaults.maxAgeMs }),
    timeoutMs: section.number('timeoutMs', { min: 50, max: 30_000, ifAbsent: platformDefaults.timeoutMs }),
    ...(authorizationFrom !== undefined && { authorizationFrom }),
    links: readLinks(section.section('links')),
    ...(read && { read }),
    ...(log && { log }),
    ...(publicView && { publicView }),
    calls,
    ...(preserve && { preserve }),
    ...(contain && { contain }),
    answers: readAnswers(section.section('answers')),
    states: Object.fromEntries(section.section('states').entries()),
  }
  section.refuseOthers()
  return spec
}

function readBaseUrl(section: Section): string | undefined {
  const url = section.text('baseUrl')
  if (url === undefined) return undefined
  if (!isWebAddress(url) || url.includes('${') || url.includes('@')) {
    section.fault(
      'baseUrl',
      `${url}: an address with http:// or https://, no name or password in it, is meant`,
    )
  }
  return url.endsWith('/') ? url.slice(0, -1) : url
}

type Calls = Partial<Record<Action | 'preserve', PlatformCall>>

/** Actions that undo another one. */
const inverses: readonly Action[] = actions.filter((action) =>
  Object.values(inverseOf).some((inverse) => inverse?.action === action),
)

function readCalls(
  section: Section,
  baseUrl: string | undefined,
  guard: PlatformSpec['guard'],
  way: Way,
): Calls {
  const calls: Calls = {}
  for (const name of [...inverses, 'preserve'] as const) {
    const call = section.section(name)
    if (call.isMissing) continue
    if (way !== 'http') {
      // Every command goes the same way, whole: there is nothing to say of any one of them.
      call.refuseOthers()
      calls[name] = { method: 'POST', url: '', headers: {} }
      continue
    }
    calls[name] = readCall(call, baseUrl, commandNames)
    // Without the version in the call nothing keeps it from undoing a later, meant decision.
    if (guard === 'native' && !JSON.stringify(calls[name]).includes('${command.expectedVersion}')) {
      section.fault(name, 'guard native must send ${command.expectedVersion} with the call')
    }
  }
  section.refuseOthers()
  return calls
}

function readLinks(section: Section): Links {
  const links: { -readonly [Name in keyof Links]: string } = {}
  for (const name of ['account', 'report', 'ticket', 'log'] as const) {
    const link = section.text(name)
    if (link === undefined) continue
    if (!isWebAddress(link)) section.fault(name, `${link}: an address with https:// or http:// is meant`)
    checkNames(section, name, link, linkNames)
    links[name] = link
  }
  section.refuseOthers()
  return links
}

function readAnswers(section: Section): AnswerCodes {
  const codes = { ...platformDefaults.answers }
  const answers = {
    acked: readCodes(section, 'acked') ?? codes.acked,
    superseded: readCodes(section, 'superseded') ?? codes.superseded,
    refused: readCodes(section, 'refused') ?? codes.refused,
  }
  const all = [...answers.acked, ...answers.superseded, ...answers.refused]
  const twice = all.filter((code, i) => all.indexOf(code) !== i)
  if (twice.length > 0)
    section.document.add(section.place, section.at, `${twice.join(' ')} cannot mean two things`)
  section.refuseOthers()
  return answers
}
