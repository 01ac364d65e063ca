import { effect } from '@preact/signals'
import { render } from 'preact'
import { startContainments } from './containments.ts'
import { caseIn, openCase } from './desk.ts'
import { startLimits } from './limits.ts'
import { startLive } from './live-client.ts'
import { Page } from './page.tsx'
import { openQuestion, questionIn } from './questions.ts'
import { keepAliveByWork, person, signIn } from './session.ts'
import { startWaiting } from './waiting.ts'

// The page and this script are open to anybody; whatever they show is not, and waits for a session.
const root = document.querySelector('#page')
if (root === null) throw new Error('the page has no place to be put')
root.replaceChildren()
render(<Page />, root)

openAddress()
addEventListener('hashchange', () => {
  if (!openAddress()) void signIn()
})
void signIn()
keepAliveByWork()

let started = false
let left = false
effect(() => {
  left ||= started && !person.value
  // Whoever signs in after somebody else begins with an empty desk.
  if (person.value && left) location.reload()
  if (!person.value || started) return
  started = true
  startLive()
  startWaiting()
  startLimits()
  startContainments()
})

/** Opens the case or the question that the address names; false where it names none. */
function openAddress(): boolean {
  const [caseId, checkId] = [caseIn(location.hash), questionIn(location.hash)]
  if (caseId !== undefined) openCase(caseId)
  if (checkId !== undefined) openQuestion(checkId)
  return caseId !== undefined || checkId !== undefined
}
