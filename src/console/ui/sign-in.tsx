import { useSignal } from '@preact/signals'
import { openSession, signInTrouble } from './session.ts'

/** What somebody sees who is not signed in: how to get in. */
export function SignIn() {
  const name = useSignal('')
  const secret = useSignal('')
  const busy = useSignal(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy.value) return
    busy.value = true
    const isIn = await openSession({ person: name.value.trim(), secret: secret.value })
    busy.value = false
    // Whatever was typed stays no longer than it must.
    if (isIn) secret.value = ''
  }
  return (
    <main class="sign-in">
      <h1>Countermand</h1>
      <form onSubmit={submit}>
        <label>
          Name
          <input
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            maxLength={100}
            value={name}
            onInput={(event) => {
              name.value = event.currentTarget.value
            }}
          />
        </label>
        <label>
          Secret
          <input
            name="secret"
            type="password"
            autocomplete="current-password"
            required
            maxLength={1000}
            value={secret}
            onInput={(event) => {
              secret.value = event.currentTarget.value
            }}
          />
        </label>
        {signInTrouble.value !== undefined && (
          <p class="trouble" role="alert">
            That did not work: {signInTrouble.value}.
          </p>
        )}
        <p class="buttons">
          <button type="submit" class="main" disabled={busy.value}>
            Sign in
          </button>
        </p>
      </form>
      <p class="quiet">
        People are added on the machine that runs the program, with <code>npx countermand people add</code>.
        Before there are any, and on the demo: open the link that the program printed when it was started. It
        stands in the terminal, begins with this page’s address, and works once; a new start gives a new one.
      </p>
    </main>
  )
}

/** A form may hold files too; ours does not. */
