import { signInTrouble } from './session.ts'

/** What somebody sees who is not signed in: how to get in, in words. */
export function SignIn() {
  return (
    <main class="sign-in">
      <h1>Countermand</h1>
      <p>
        Nobody is signed in here. To get in, open the link that the program printed when it was started: it
        stands in the terminal, begins with this page’s address, and works once.
      </p>
      {signInTrouble.value !== undefined && <p class="trouble">That did not work: {signInTrouble.value}.</p>}
      <p class="quiet">Used the link already, in another browser? Start the program again for a new one.</p>
    </main>
  )
}
