import type { Section } from './mapping-document.ts'
import { checkNames, isWebAddress, readHeaders } from './mapping-request.ts'
import { cursorNames, type PollSpec, pollDefaults, pollNames } from './poll-spec.ts'

/** The `poll` section of a mapping file. What is wrong with it goes to the section's document. */
export function readPoll(section: Section): PollSpec | undefined {
  if (section.isMissing) return undefined
  const url = section.neededText('url') ?? ''
  checkNames(section, 'url', url, pollNames)
  const host = url.split('/').slice(0, 3).join('/')
  if (url !== '' && (!isWebAddress(url) || host.includes('${') || host.includes('@')))
    section.fault('url', `${url}: an address is meant whose host is written out, without name or password`)
  if (!url.includes('${cursor}')) section.fault('url', 'it must send ${cursor}: where to go on')
  const cursor = section.neededText('cursor') ?? ''
  checkNames(section, 'cursor', cursor, cursorNames)
  const authorizationFrom = section.text('authorizationFrom')
  const spec: PollSpec = {
    url,
    headers: readHeaders(section.section('headers'), pollNames),
    ...(authorizationFrom === undefined ? {} : { authorizationFrom }),
    cursor,
    eventsAt: section.neededText('eventsAt') ?? '',
    nextAt: section.neededText('nextAt') ?? '',
    idAt: section.neededText('idAt') ?? '',
    timeAt: section.neededText('timeAt') ?? '',
    everyMs: section.number('everyMs', { min: 50, max: 60_000, ifAbsent: pollDefaults.everyMs }),
    overlapMs: section.number('overlapMs', { min: 0, max: 600_000, ifAbsent: pollDefaults.overlapMs }),
    firstHours: section.number('firstHours', { min: 0, max: 87_600, ifAbsent: pollDefaults.firstHours }),
    timeoutMs: section.number('timeoutMs', { min: 50, max: 30_000, ifAbsent: pollDefaults.timeoutMs }),
  }
  section.refuseOthers()
  return spec
}
