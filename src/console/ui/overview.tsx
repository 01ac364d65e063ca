import { ContainmentPanel } from './containment-panel.tsx'
import { DemoPanel } from './demo-panel.tsx'
import { Field } from './field.tsx'
import { welcome } from './live-client.ts'
import { QuestionsWaiting } from './questions-waiting.tsx'
import { Reversals } from './reversals.tsx'
import { may } from './session.ts'
import { Stream } from './stream.tsx'
import { WaitingPanel } from './waiting-panel.tsx'

/** What the desk looks at while no case is open. */
export function Overview() {
  return (
    <div class="overview">
      <div class="asking">
        <WaitingPanel />
        <ContainmentPanel />
        <QuestionsWaiting />
      </div>
      <section class="field-panel" aria-labelledby="field-title">
        <h2 id="field-title">The field</h2>
        <p class="quiet">Every dot is a change: how suspicious to the right, how much is at stake upwards.</p>
        <div class="field-box">
          <Field />
        </div>
      </section>
      <div class="below">
        <div>
          <Stream />
          <Reversals />
        </div>
        {welcome.value?.features.demo && may('demo') && <DemoPanel />}
      </div>
    </div>
  )
}
