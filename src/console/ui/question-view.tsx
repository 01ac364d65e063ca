import { Fragment } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { boundOf } from '../../core/ask/exact-change.ts'
import type { Question, QuestionState, ShownQuestion } from '../../core/ask/question.ts'
import { CaseBars } from './case-bars.tsx'
import { clock, day } from './figures.ts'
import { now } from './live-client.ts'
import { boundSays, valuesSay } from './question-words.ts'
import {
  answerQuestion,
  openQuestion,
  openQuestionId,
  question,
  questionTrouble,
  readQuestion,
} from './questions.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { actionSays } from './words.ts'

/** What somebody wants to do and has not done yet: what, to whom, what stands for and against it, and the answer of a
 *  second person. */
export function QuestionView() {
  useEffect(() => {
    void readQuestion()
    const timer = setInterval(readQuestion, readEveryMs)
    return () => clearInterval(timer)
  }, [openQuestionId.value])
  const asked = question.value
  if (asked === undefined) {
    return (
      <div class="case">
        <Back />
        <p>{questionTrouble.value ?? 'Opening the question.'}</p>
      </div>
    )
  }
  const { account, actor, action } = asked.change
  return (
    <article class="case" aria-labelledby="question-title">
      <header>
        <Back />
        <h2 id="question-title">
          <SeverityMark severity={asked.severity} />{' '}
          <span>
            May <bdi>{actor.id}</bdi> {actionSays(action)} <bdi>{account.handle ?? account.id}</bdi>?
          </span>
        </h2>
        <p class="quiet">
          {asked.severity} · not done yet · asked {day(asked.askedAt)}
        </p>
      </header>
      <p class="sentence">{asked.says}</p>
      <Given asked={asked} />
      <Standing asked={asked} />
      <CaseBars of={asked} title="What stands for and against it" />
    </article>
  )
}

function Back() {
  return (
    <p>
      <button type="button" class="plain back" onClick={() => openQuestion(undefined)}>
        ← The field
      </button>
    </p>
  )
}

const readEveryMs = 2_000

/** All that a yes is bound to; of the actor's own words too, each as it is and whole. */
function Given({ asked }: { readonly asked: Question }) {
  const bound = boundOf(asked.change)
  const hasReason = bound.some(({ name }) => name.startsWith('reason.'))
  return (
    <section class="bound" aria-labelledby="bound-title">
      <h3 id="bound-title">What a yes is for</h3>
      <dl>
        {bound.map((one) => (
          <Fragment key={one.name}>
            <dt>{boundSays[one.name]}</dt>
            {valuesSay(one).map((value) => (
              <dd key={value}>
                <bdi>{value}</bdi>
              </dd>
            ))}
          </Fragment>
        ))}
        {!hasReason && (
          <>
            <dt>{boundSays['reason.code']}</dt>
            <dd>none given</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function Standing({ asked }: { readonly asked: ShownQuestion }) {
  const approve = useRef<HTMLDialogElement>(null)
  const refuse = useRef<HTMLDialogElement>(null)
  const isOver = asked.expiresAt <= now.value
  if (isAnswered(asked) || isOver) {
    return (
      <p class="standing">
        <b>{isAnswered(asked) ? stands(asked) : 'Nobody answered in time: it has to be asked again.'}</b>
        {asked.reason !== undefined && <span class="quiet"> “{asked.reason}”</span>}
      </p>
    )
  }
  if (asked.restricted) {
    return (
      <p class="standing">
        <b>Restricted, ask legal.</b> It is for somebody who is cleared to answer, until{' '}
        {clock(asked.expiresAt)}.
      </p>
    )
  }
  const isHeld = asked.state === 'held'
  return (
    <section class="undo" aria-label="your answer">
      {isHeld ? (
        <p>
          <b>{stands(asked)}</b> A no is heard at once.
        </p>
      ) : (
        <p>Nothing is done before somebody answers. It can be answered until {clock(asked.expiresAt)}.</p>
      )}
      <p class="buttons">
        {!isHeld && (
          <button type="button" class="main" onClick={() => approve.current?.showModal()}>
            Yes, it is meant
          </button>
        )}
        <button type="button" onClick={() => refuse.current?.showModal()}>
          No
        </button>
      </p>
      <ReasonDialog
        dialog={approve}
        title="Yes, it is meant"
        says="You say yes once, to exactly what stands under “What a yes is for”: where anything of it is otherwise, it has to be asked anew."
        confirm="Say yes"
        act={(reason) => answerQuestion('approve', reason)}
      />
      <ReasonDialog
        dialog={refuse}
        title="No"
        says="Whoever asked is told your reason."
        confirm="Say no"
        act={(reason) => answerQuestion('refuse', reason)}
      />
    </section>
  )
}

function isAnswered({ state }: Question): boolean {
  return state === 'approved' || state === 'refused'
}

function stands({ state, answeredBy = 'somebody', answeredAt = 0, holdUntil = 0 }: Question): string {
  const says: Readonly<Record<QuestionState, string>> = {
    held: `Held until ${clock(holdUntil)}: nobody can say yes to it before.`,
    waiting: 'Waits for a second person.',
    approved: `${answeredBy} said yes at ${clock(answeredAt)}.`,
    refused: `${answeredBy} said no at ${clock(answeredAt)}.`,
  }
  return says[state]
}
