import { describe, expect, it } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { withLinks } from '../../../src/core/change/platform-links.ts'

const change: AccountChange = {
  eventId: 'e1',
  source: 'support',
  occurredAt: Date.UTC(2026, 0, 5),
  action: 'suspend',
  outcome: 'done',
  account: { id: 'a/1' },
  actor: { id: 'ana', kind: 'employee' },
  reason: { reportId: 'r 7' },
}

describe('the addresses of a change in the platform’s own tool', () => {
  it('are made from the templates of its mapping, with every value encoded', () => {
    const templates = {
      account: 'https://tool.example/a/${account.id}',
      report: 'https://tool.example/r/${reason.reportId}',
    }
    expect(withLinks(change, templates).links).toEqual({
      account: 'https://tool.example/a/a%2F1',
      report: 'https://tool.example/r/r%207',
    })
  })

  it('are left out where the change lacks what they name', () => {
    expect(withLinks(change, { ticket: 'https://tool.example/t/${reason.ticketId}' })).toBe(change)
  })

  it('stay as the change brought them', () => {
    const own = { ...change, links: { account: 'https://elsewhere.example/1' } }
    expect(withLinks(own, { account: 'https://tool.example/a/${account.id}' }).links).toEqual(own.links)
  })
})
