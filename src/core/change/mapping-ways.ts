import { inverseOf } from '../reversal/countermeasures.ts'
import { type Action, actions } from './actions.ts'
import type { Section } from './mapping-document.ts'
import { type PlatformWays, ways } from './platform-spec.ts'

/** How commands reach the platform, and how we prove to it who we are: the fields of `platform` that are about the way
 *  there, not about what is asked. */
export function readWays(section: Section): PlatformWays {
  const way = section.word('way', ways, 'http')
  const webhook = readWebhook(section.section('webhook'))
  const oauth = readOauth(section.section('oauth'))
  const tls = readTls(section.section('tls'))
  if (way === 'webhook' && webhook === undefined)
    section.fault('way', 'webhook needs a section "webhook" with "url" and "secretFrom"')
  if (way !== 'webhook' && webhook !== undefined)
    section.fault('webhook', 'is read only where "way" is webhook')
  if (oauth !== undefined && section.text('authorizationFrom') !== undefined)
    section.fault(
      'oauth',
      'gives the Authorization header, and so does "authorizationFrom": one of the two is meant',
    )
  return {
    way,
    ...(webhook && { webhook }),
    ...(oauth && { oauth }),
    ...(tls && { tls }),
    notBroughtBack: readByAction(section.section('notBroughtBack'), actions, (at, name) => at.texts(name)),
    leadsTo: readByAction(section.section('leadsTo'), restoring, (at, name) => at.text(name)),
  }
}

function readWebhook(section: Section): PlatformWays['webhook'] {
  if (section.isMissing) return undefined
  const [url, secretFrom] = [section.neededText('url'), section.neededText('secretFrom')]
  section.refuseOthers()
  return url === undefined || secretFrom === undefined ? undefined : { url, secretFrom }
}

function readOauth(section: Section): PlatformWays['oauth'] {
  if (section.isMissing) return undefined
  const tokenUrl = section.neededText('tokenUrl')
  const clientIdFrom = section.neededText('clientIdFrom')
  const clientSecretFrom = section.neededText('clientSecretFrom')
  const scope = section.text('scope')
  section.refuseOthers()
  if (tokenUrl === undefined || clientIdFrom === undefined || clientSecretFrom === undefined) return undefined
  if (!URL.canParse(tokenUrl)) section.fault('tokenUrl', `${tokenUrl}: an address is meant`)
  return { tokenUrl, clientIdFrom, clientSecretFrom, ...(scope !== undefined && { scope }) }
}

function readTls(section: Section): PlatformWays['tls'] {
  if (section.isMissing) return undefined
  const [certificateFrom, keyFrom] = [section.text('certificateFrom'), section.text('keyFrom')]
  const authorityFrom = section.text('authorityFrom')
  section.refuseOthers()
  if ((certificateFrom === undefined) !== (keyFrom === undefined))
    section.document.add(section.place, section.at, 'certificateFrom and keyFrom go together')
  return {
    ...(certificateFrom !== undefined && { certificateFrom }),
    ...(keyFrom !== undefined && { keyFrom }),
    ...(authorityFrom !== undefined && { authorityFrom }),
  }
}

function readByAction<Value>(
  section: Section,
  allowed: readonly Action[],
  read: (section: Section, name: Action) => Value | undefined,
): Partial<Record<Action, Value>> {
  const values: Partial<Record<Action, Value>> = {}
  for (const action of allowed) {
    const value = read(section, action)
    if (value !== undefined) values[action] = value
  }
  section.refuseOthers()
  return values
}

/** Actions that undo a restriction, and so lead to a state; a badge that is given back leaves the state as it is. */
export const restoring: readonly Action[] = actions.filter(
  (action) =>
    action !== 'verify' &&
    Object.values(inverseOf).some(
      (inverse) => inverse?.countermeasure === 'restore' && inverse.action === action,
    ),
)
