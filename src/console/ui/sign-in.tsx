import { useState } from 'preact/hooks'
import { signInTrouble, signInWith } from './session.ts'

/** What somebody sees who is not signed in: how to get in, by name and secret or by the link of the start. */
export function SignIn() {
  const [waits, setWaits] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const given = new FormData(event.currentTarget)
    setWaits(true)
    await signInWith(textOf(given, 'person'), textOf(given, 'secret'))
    setWaits(false)
  }
  return (
    <main class="sign-in">
      <h1>Countermand</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name <input name="person" autocomplete="username" required maxLength={100} />
        </label>
        <label>
          Secret{' '}
          <input name="secret" type="password" autocomplete="current-password" required maxLength={1_000} />
        </label>
        <button type="submit" disabled={waits}>
          Sign in
        </button>
      </form>
      {signInTrouble.value !== undefined && <p class="trouble">That did not work: {signInTrouble.value}.</p>}
      <p class="quiet">
        Nobody is signed in here. People are added on the machine that runs the program, with{' '}
        <code>npx countermand people add</code>. Before there are any, and on the demo, open the link that the
        program printed when it was started: it begins with this page’s address, and works once.
      </p>
    </main>
  )
}

/** A form may hold files too; ours does not. */
function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
