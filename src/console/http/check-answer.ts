import type { AskAnswer } from '../../core/ask/answer.ts'
import type { AskedAbout, Question, QuestionState } from '../../core/ask/question.ts'

/** What a tool is told of its own question. By what name facts exclude it is for the desk: it may be sealed. */
type Told = Omit<AskedAbout, 'change' | 'cause' | 'exclusions'>

/** What is answered to a tool that asked. `schemas/check-answer.schema.json` is its form. */
export interface CheckAnswer extends Told {
  readonly checkId: string
  readonly answer: AskAnswer
  /** Where the question stands; absent where there is none. */
  readonly state?: QuestionState
  /** Where a second person says yes or no. */
  readonly link?: string
  readonly holdUntil?: number
  /** After it the answer counts no more: ask again. */
  readonly expiresAt: number
}

/** An actor's next acts change what is worth looking at, so leave does not last. */
const allowMs = 60_000

export function toAllow(
  about: AskedAbout,
  { checkId, approved, now }: { readonly checkId: string; readonly approved: boolean; readonly now: number },
): CheckAnswer {
  return {
    checkId,
    answer: 'allow',
    ...(approved && { state: 'approved' }),
    ...shown(about),
    expiresAt: now + allowMs,
  }
}

/** While its question is still being written down: asked again in a moment, it has a link. */
export function beforeItsQuestion(about: AskedAbout, { checkId, answer, now, holdMs }: Asking): CheckAnswer {
  const common = { checkId, ...shown(about), expiresAt: now + writtenMs }
  return answer === 'hold'
    ? { ...common, answer, state: 'held', holdUntil: now + holdMs }
    : { ...common, answer, state: 'waiting' }
}

interface Asking {
  readonly checkId: string
  readonly answer: Exclude<AskAnswer, 'allow'>
  readonly now: number
  readonly holdMs: number
}

const writtenMs = 1_000

/** Where nobody could come to all that is asked: it waits, rather than be let through for the number of questions. */
export function withoutQuestion(
  about: AskedAbout,
  { checkId, until }: { readonly checkId: string; readonly until: number },
): CheckAnswer {
  const says = 'too many questions of this actor, or of everybody, wait for a second person already'
  return { checkId, answer: 'hold', ...shown(about), says, holdUntil: until, expiresAt: until }
}

/** What was refused stays so until the question is over: then it may be asked again. An approval that the detect role
 *  has not heard of yet is a matter of milliseconds: until then the tool is told to wait on. */
export function standingAnswer(about: AskedAbout, question: Question, link: string): CheckAnswer {
  const { checkId, state, expiresAt } = question
  const common = { checkId, state, ...shown(about), expiresAt }
  switch (state) {
    case 'held':
      return { ...common, answer: 'hold', holdUntil: question.holdUntil ?? expiresAt }
    case 'refused':
      return { ...common, answer: 'hold', holdUntil: expiresAt, says: refusedSays(question) }
    case 'waiting':
      return { ...common, answer: 'second-person', link }
    case 'approved':
      return { ...common, answer: 'second-person', state: 'waiting', link }
  }
  return state satisfies never
}

function refusedSays({ answeredBy, reason }: Question): string {
  return `a second person, ${answeredBy ?? 'somebody'}, said no: ${reason ?? 'no reason was given'}`
}

function shown({ change: _change, cause: _cause, exclusions: _exclusions, ...rest }: AskedAbout): Told {
  return rest
}
