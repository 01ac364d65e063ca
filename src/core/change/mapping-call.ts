import type { Section } from './mapping-document.ts'
import { checkNames, readHeaders, readUrl } from './mapping-request.ts'
import { methods, type PlatformCall } from './platform-spec.ts'
import type { JsonTemplate } from './template.ts'

/** A call that changes something. `names`: what its templates may use. */
export function readCall(
  section: Section,
  baseUrl: string | undefined,
  names: readonly string[],
): PlatformCall {
  const body = section.value('body')
  const tree = body === undefined ? undefined : asTemplate(body.toJS(section.document.yaml))
  checkNames(section, 'body', JSON.stringify(tree ?? null), names)
  const call: PlatformCall = {
    method: section.word('method', methods, 'POST'),
    url: readUrl(section, baseUrl, names),
    headers: readHeaders(section.section('headers'), names),
    ...(tree !== undefined && { body: tree }),
  }
  section.refuseOthers()
  return call
}

/** What YAML can hold and JSON cannot, such as infinity, becomes `null`. */
function asTemplate(value: unknown): JsonTemplate {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map(asTemplate)
  if (typeof value !== 'object') return null
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asTemplate(item)]))
}
