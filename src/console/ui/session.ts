import { signal } from '@preact/signals'
import type { Permission } from '../auth/permissions.ts'
import { ask } from './requests.ts'
import type { SignedIn } from './signed-in.ts'

/** Who is signed in: `undefined` while nobody has asked yet, `null` when nobody is. */
export const person = signal<SignedIn | null | undefined>(undefined)

/** What is shown; the server decides. */
export function may(permission: Permission): boolean {
  return person.value?.permissions?.includes(permission) === true
}

/** Why signing in did not work, in words. */
export const signInTrouble = signal<string | undefined>(undefined)

/** Uses the key of a one-time link if the address holds one, and finds out who is here. The key leaves the
 *  address at once, so that it stays in no history. */
export async function signIn(): Promise<void> {
  const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1]
  if (key !== undefined) {
    history.replaceState(null, '', location.pathname)
    if (await openSession({ key })) return
  }
  await whoAmI()
}

/** By link or by secret. */
export async function openSession(by: object): Promise<boolean> {
  const answer = await ask<{ person: SignedIn }>('POST', '/v1/session', { body: by })
  signInTrouble.value = answer.ok ? undefined : answer.says
  if (answer.ok) person.value = answer.body.person
  return answer.ok
}

export async function whoAmI(): Promise<void> {
  const answer = await ask<{ person: SignedIn | null }>('GET', '/v1/session')
  // A server that cannot be reached says nothing about the session.
  if (answer.ok) person.value = answer.body.person
  else person.value ??= null
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/v1/session')
  person.value = null
}

/** A person at work keeps the session alive, a page left open does not. */
export function keepAliveByWork(): void {
  let toldAt = Date.now()
  const atWork = () => {
    if (Date.now() - toldAt < tellEveryMs || !person.value) return
    toldAt = Date.now()
    void whoAmI()
  }
  addEventListener('pointerdown', atWork, { passive: true })
  addEventListener('pointermove', atWork, { passive: true })
  addEventListener('keydown', atWork)
}

const tellEveryMs = 5 * 60_000
