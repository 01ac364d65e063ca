import { batch, effect, signal } from '@preact/signals'
import type { ShownQuestion } from '../../core/ask/question.ts'
import { openCase, openCaseId } from './desk.ts'
import { ask } from './requests.ts'
import { may } from './session.ts'

/** Questions of whoever asked before acting: those that wait, and the one that is open. */
export const waitingQuestions = signal<readonly ShownQuestion[]>([])
export const openQuestionId = signal<string | undefined>(undefined)
export const question = signal<ShownQuestion | undefined>(undefined)
/** Why the open one cannot be shown, in words. */
export const questionTrouble = signal<string | undefined>(undefined)

/** The question that a link asks for, if it does. */
export function questionIn(hash: string): string | undefined {
  return /^#check=([0-9a-f-]{36})$/.exec(hash)?.[1]
}

export function openQuestion(checkId: string | undefined): void {
  batch(() => {
    if (checkId !== undefined) openCase(undefined)
    openQuestionId.value = checkId
    question.value = undefined
    questionTrouble.value = undefined
  })
  history.replaceState(null, '', checkId === undefined ? location.pathname : `#check=${checkId}`)
  if (checkId !== undefined) void readQuestion()
}

export async function readQuestion(): Promise<void> {
  const checkId = openQuestionId.peek()
  if (checkId === undefined) return
  const answer = await ask<ShownQuestion>('GET', `/v1/checks/${checkId}`)
  if (openQuestionId.peek() !== checkId) return
  batch(() => {
    if (answer.ok) question.value = answer.body
    questionTrouble.value = answer.ok ? undefined : answer.says
  })
}

/** Whoever may not vouch is told of none, and does not ask. */
export async function readWaiting(): Promise<void> {
  if (!may('vouch')) {
    waitingQuestions.value = []
    return
  }
  const answer = await ask<{ checks: readonly ShownQuestion[] }>('GET', '/v1/checks')
  waitingQuestions.value = answer.ok ? answer.body.checks : []
}

/** Gives words where it did not work. */
export async function answerQuestion(
  opinion: 'approve' | 'refuse',
  reason: string,
): Promise<string | undefined> {
  const seen = question.peek()
  if (seen === undefined) return 'nothing is open'
  const { checkId, cause } = seen
  const answer = await ask<ShownQuestion>('POST', `/v1/checks/${checkId}/${opinion}`, {
    body: { cause, reason },
  })
  if (!answer.ok) return answer.says
  question.value = answer.body
  void readWaiting()
  return undefined
}

// A case that is opened takes the place of the question.
effect(() => {
  if (openCaseId.value !== undefined) openQuestionId.value = undefined
})
