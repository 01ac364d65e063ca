import type { Section } from './mapping-document.ts'
import { namesIn } from './template.ts'

/** Labels of a change have names of the mapping's own. */
const labels = 'cause.labels.'

/** Addresses and headers of the calls that a mapping describes. */

export function readUrl(section: Section, baseUrl: string | undefined, names: readonly string[]): string {
  const url = section.neededText('url') ?? ''
  checkNames(section, 'url', url, names)
  if (url.startsWith('/')) {
    if (baseUrl === undefined) section.fault('url', `${url} needs a "baseUrl" to be relative to`)
    return url
  }
  const path = url.indexOf('/', 'https://'.length)
  // Whoever names an account must not be able to name the host that our credential is sent to.
  if (url !== '' && (!isWebAddress(url) || url.slice(0, path === -1 ? url.length : path).includes('${'))) {
    section.fault(
      'url',
      `${url}: a path that begins with / is meant, or an address whose host is written out`,
    )
  }
  return url
}

export function readHeaders(section: Section, names: readonly string[]): Readonly<Record<string, string>> {
  for (const [header, value] of section.entries()) {
    checkNames(section, header, value, names)
    if (header.toLowerCase() === 'authorization') {
      section.fault(
        header,
        'no secret stands in a mapping: name its environment variable in "authorizationFrom"',
      )
    }
  }
  return Object.fromEntries(section.entries())
}

export function checkNames(section: Section, name: string, template: string, known: readonly string[]): void {
  for (const used of namesIn(template)) {
    const isLabel = used.startsWith(labels) && known.includes(`${labels}*`)
    if (!isLabel && !known.includes(used)) section.fault(name, `\${${used}} is none of ${known.join(' ')}`)
  }
}

export function isWebAddress(url: string): boolean {
  return url.startsWith('https://') || url.startsWith('http://')
}
