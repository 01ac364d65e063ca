import { signal } from '@preact/signals'
import { ask } from './requests.ts'

/** Who is signed in: `undefined` while nobody has asked yet, `null` when nobody is. */
export const person = signal<{ readonly id: string; readonly name: string } | null | undefined>(undefined)

/** Why signing in did not work, in words. */
export const signInTrouble = signal<string | undefined>(undefined)

/** Uses the key of a one-time link if the address holds one, and finds out who is here. The key leaves the
 *  address at once, so that it stays in no history. */
export async function signIn(): Promise<void> {
  const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1]
  if (key !== undefined) {
    history.replaceState(null, '', location.pathname)
    const answer = await ask<{ person: { id: string; name: string } }>('POST', '/v1/session', {
      body: { key },
    })
    if (answer.ok) person.value = answer.body.person
    else signInTrouble.value = answer.says
    if (answer.ok) return
  }
  await whoAmI()
}

/** With a person's own name and secret. */
export async function signInWith(name: string, secret: string): Promise<void> {
  const answer = await ask<{ person: { id: string; name: string } }>('POST', '/v1/session', {
    body: { person: name, secret },
  })
  if (answer.ok) person.value = answer.body.person
  signInTrouble.value = answer.ok ? undefined : answer.says
}

export async function whoAmI(): Promise<void> {
  const answer = await ask<{ person: { id: string; name: string } | null }>('GET', '/v1/session')
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
