import { Announcer } from './announcer.tsx'
import { BreakerBand } from './breaker-band.tsx'
import { CaseView } from './case-view.tsx'
import { openCase, openCaseId, place } from './desk.ts'
import { Header } from './header.tsx'
import { StoppedBand } from './kill-switch.tsx'
import { LimitsView } from './limits-view.tsx'
import { welcome } from './live-client.ts'
import { Overview } from './overview.tsx'
import { Queue } from './queue.tsx'
import { SayDialog } from './say-dialog.tsx'
import { person } from './session.ts'
import { SignIn } from './sign-in.tsx'

/** The desk: the queue on the left; on the right the field, or the case that is open. */
export function Page() {
  if (person.value === undefined) return <p class="first-words">One moment.</p>
  if (person.value === null) return <SignIn />
  const isOpen = openCaseId.value !== undefined
  return (
    <div class={isOpen ? 'desk case-open' : 'desk'} onKeyDown={closeOnEscape}>
      <Header />
      <div class="bands">
        <StoppedBand />
        <BreakerBand />
      </div>
      {welcome.value?.features.simulated && (
        <p class="simulated">This is a simulated platform: no real person is affected.</p>
      )}
      <Queue />
      <main class="sheet">
        {isOpen ? <CaseView /> : place.value === 'limits' ? <LimitsView /> : <Overview />}
      </main>
      <SayDialog />
      <Announcer />
    </div>
  )
}

function closeOnEscape(event: KeyboardEvent): void {
  const inDialog = event.target instanceof Element && event.target.closest('dialog') !== null
  if (event.key === 'Escape' && !inDialog) openCase(undefined)
}
