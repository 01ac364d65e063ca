import type { AccountChange, Links } from './account-change.ts'
import type { linkNames, PlatformSpec } from './platform-spec.ts'
import { fillUrl } from './template.ts'

/** The change with the addresses that its mapping makes of it, in the platform's own tool. An address that the
 *  change brought itself stays; one whose template names what the change lacks is left out.
 *  `https://tool.example/a/${account.id}` and account `a/1` -> `https://tool.example/a/a%2F1` */
export function withLinks(change: AccountChange, templates: PlatformSpec['links']): AccountChange {
  const links: { -readonly [Place in keyof Links]: string } = {}
  for (const place of places) {
    const template = templates[place]
    const address = template === undefined ? undefined : fillUrl(template, (name) => valueOf(change, name))
    const link = change.links?.[place] ?? address
    if (link !== undefined) links[place] = link
  }
  return Object.keys(links).length === 0 ? change : { ...change, links }
}

const places = ['account', 'report', 'ticket', 'log'] as const satisfies readonly (keyof Links)[]

function valueOf(change: AccountChange, name: string): string | undefined {
  switch (name as (typeof linkNames)[number]) {
    case 'account.id':
      return change.account.id
    case 'account.handle':
      return change.account.handle
    case 'actor.id':
      return change.actor.id
    case 'eventId':
      return change.eventId
    case 'source':
      return change.source
    case 'operationId':
      return change.operationId
    case 'reason.ticketId':
      return change.reason?.ticketId
    case 'reason.reportId':
      return change.reason?.reportId
    case 'reason.statementId':
      return change.reason?.statementId
    default:
      return undefined
  }
}
