import type { Section } from './mapping-document.ts'
import { checkNames, readHeaders, readUrl } from './mapping-request.ts'
import {
  causeNames,
  type LogCall,
  logOrders,
  methods,
  type ReadCall,
  readNames,
  type ViewCall,
} from './platform-spec.ts'

/** The parts of a mapping's `platform` section that only look: at the account, at its log, at what the public sees. */

export function readLook(section: Section, baseUrl: string | undefined): ReadCall | undefined {
  if (section.isMissing) return undefined
  const refs = section.texts('refs')
  for (const ref of refs ?? []) checkNames(section, 'refs', ref, causeNames)
  const visible = section.texts('visible')
  const look: ReadCall = {
    ...readRequest(section, baseUrl),
    stateAt: section.neededText('stateAt') ?? '',
    ...readPlaces(section, [
      'stateIfAbsent',
      'versionAt',
      'refAt',
      'causedByAt',
      'holdsAt',
      'visibilityAt',
      'verifiedAt',
      'handleAt',
    ]),
    ...(refs === undefined ? {} : { refs }),
    ...(visible === undefined ? {} : { visible }),
  }
  if (refs !== undefined && look.refAt === undefined)
    section.fault('refs', 'it needs "refAt": where the mark stands')
  if ((visible === undefined) !== (look.visibilityAt === undefined))
    section.fault(
      'visibilityAt',
      'it goes together with "visible": the words that mean that the public sees it',
    )
  section.refuseOthers()
  return look
}

export function readLog(section: Section, baseUrl: string | undefined): LogCall | undefined {
  if (section.isMissing) return undefined
  const ignored = section.texts('ignored')
  const call: LogCall = {
    ...readRequest(section, baseUrl),
    order: section.word('order', logOrders, 'newest-first'),
    entriesAt: section.neededText('entriesAt') ?? '',
    idAt: section.neededText('idAt') ?? '',
    actorAt: section.neededText('actorAt') ?? '',
    ...readPlaces(section, ['timeAt', 'accountAt', 'actionAt', 'stateAt', 'batchAt']),
    ...(ignored === undefined ? {} : { ignored }),
  }
  if (ignored !== undefined && call.actionAt === undefined)
    section.fault('ignored', 'it needs "actionAt": where the action stands')
  section.refuseOthers()
  return call
}

export function readPublicView(section: Section, baseUrl: string | undefined): ViewCall | undefined {
  if (section.isMissing) return undefined
  const hiddenWords = section.texts('hiddenWords')
  const view: ViewCall = {
    ...readRequest(section, baseUrl),
    shown: readCodes(section, 'shown') ?? [200],
    hidden: readCodes(section, 'hidden') ?? [404, 410],
    ...readPlaces(section, ['wordAt']),
    ...(hiddenWords === undefined ? {} : { hiddenWords }),
  }
  if ((hiddenWords === undefined) !== (view.wordAt === undefined))
    section.fault('hiddenWords', 'it goes together with "wordAt": where the word stands')
  section.refuseOthers()
  return view
}

export function readCodes(section: Section, name: string): readonly number[] | undefined {
  const codes = section.texts(name)?.map(Number)
  if (codes?.some((code) => !Number.isInteger(code) || code < 100 || code > 599)) {
    section.fault(name, 'HTTP status codes from 100 to 599 are meant')
  }
  return codes
}

export function readRequest(
  section: Section,
  baseUrl: string | undefined,
  names: readonly string[] = readNames,
) {
  return {
    method: section.word('method', methods, 'GET'),
    url: readUrl(section, baseUrl, names),
    headers: readHeaders(section.section('headers'), names),
  }
}

/** The texts that are there, by their names. */
function readPlaces<Name extends string>(
  section: Section,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  const places: { [N in Name]?: string } = {}
  for (const name of names) {
    const text = section.text(name)
    if (text !== undefined) places[name] = text
  }
  return places
}
