import { Announcer } from './announcer.tsx'
import { BreakerBand } from './breaker-band.tsx'
import { CaseView } from './case-view.tsx'
import { openCase, openCaseId, place } from './desk.ts'
import { Header } from './header.tsx'
import { StoppedBand } from './kill-switch.tsx'
import { LimitsView } from './limits-view.tsx'
import { welcome } from './live-client.ts'
import { NotFollowedBand } from './not-followed.tsx'
import { Overview } from './overview.tsx'
import { QuestionView } from './question-view.tsx'
import { openQuestion, openQuestionId } from './questions.ts'
import { Queue } from './queue.tsx'
import { SayDialog } from './say-dialog.tsx'
import { person } from './session.ts'
import { SignIn } from './sign-in.tsx'

/** The desk: the queue on the left; on the right the field, or the case that is open. */
export function Page() {
  if (person.value === undefined) return <p class="first-words">One moment.</p>
  if (person.value === null) return <SignIn />
  const isOpen = openCaseId.value !== undefined || openQuestionId.value !== undefined
  return (
    <div class={isOpen ? 'desk case-open' : 'desk'} onKeyDown={closeOnEscape}>
      <Header />
      <div class="bands">
        <StoppedBand />
        <BreakerBand />
        <NotFollowedBand />
      </div>
      {welcome.value?.features.simulated && (
        <p class="simulated">This is a simulated platform: no real person is affected.</p>
      )}
      <Queue />
      <main class="sheet">
        <Sheet />
      </main>
      <SayDialog />
      <Announcer />
    </div>
  )
}

/** What is open comes before the place that one is at. */
function Sheet() {
  if (openCaseId.value !== undefined) return <CaseView />
  if (openQuestionId.value !== undefined) return <QuestionView />
  return place.value === 'limits' ? <LimitsView /> : <Overview />
}

function closeOnEscape(event: KeyboardEvent): void {
  const inDialog = event.target instanceof Element && event.target.closest('dialog') !== null
  if (event.key !== 'Escape' || inDialog) return
  openQuestion(undefined)
  openCase(undefined)
}
