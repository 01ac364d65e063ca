import { signal } from '@preact/signals'
import type { BoundingState } from '../../core/reversal/limits-standing.ts'
import { ask } from './requests.ts'
import { person } from './session.ts'

/** As it was last read; undefined counts as unknown and is said so. */
export const limits = signal<BoundingState | undefined>(undefined)

export async function readLimits(): Promise<void> {
  if (!person.peek()) return
  const answer = await ask<BoundingState>('GET', '/v1/limits')
  limits.value = answer.ok ? answer.body : undefined
}

/** Somebody else may turn something at any time. */
const readEveryMs = 4_000

export function startLimits(): void {
  void readLimits()
  setInterval(readLimits, readEveryMs)
}

/** What takes two people: answers why not, in words, where it was not taken. */
export async function askSecond(path: string, body: object): Promise<string | undefined> {
  const answer = await ask('POST', path, { body })
  await readLimits()
  return answer.ok ? undefined : answer.says
}
