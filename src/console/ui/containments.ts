import { signal } from '@preact/signals'
import type { ShownContainment } from '../../core/case/shown-containment.ts'
import type { ContainWordVerb } from '../../core/reversal/contain-message.ts'
import { readDetail } from './desk.ts'
import { ask } from './requests.ts'
import { person } from './session.ts'

/** Who is contained or is to be, and what can be done at all. */
interface Containing {
  readonly containments: readonly ShownContainment[]
  /** Platforms on which an actor can be contained. */
  readonly sources: readonly string[]
  /** Different people who must ask for it. */
  readonly approvers: 1 | 2
}

export const containing = signal<Containing>({ containments: [], sources: [], approvers: 2 })

export async function readContainments(): Promise<void> {
  if (!person.peek()) return
  const answer = await ask<Containing>('GET', '/v1/containments')
  if (answer.ok) containing.value = answer.body
}

export function startContainments(): void {
  void readContainments()
  setInterval(readContainments, readEveryMs)
}

const readEveryMs = 4_000

/** Answers why not, in words, where it was not taken. */
export async function sayOfHand(
  verb: ContainWordVerb,
  alertId: string,
  reason: string,
): Promise<string | undefined> {
  const route = verb === 'withdraw' ? 'contain/withdraw' : verb
  const path = `/v1/alerts/${encodeURIComponent(alertId)}/${route}`
  const answer = await ask('POST', path, { body: { reason } })
  await Promise.all([readContainments(), readDetail()])
  return answer.ok ? undefined : answer.says
}
