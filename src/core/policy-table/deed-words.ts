import type { Outcome, Reason } from '../change/account-change.ts'
import { actions, effectOf } from '../change/actions.ts'
import { spanMs, spanPattern } from './quantities.ts'
import type { Scene } from './scene.ts'
import { type Word, word } from './word.ts'

/** What was done, and until when. */
export const actionWords: readonly Word[] = [
  ...actions.map((action) => word(action, effectOf[action], action, (scene) => ({ ...scene, action }))),
  ...(['refused', 'failed', 'partial'] as const satisfies readonly Outcome[]).map((outcome) =>
    word(outcome, 'what came of it', outcome, (scene) => ({ ...scene, outcome })),
  ),
  word('for good', 'it has no end', 'for good', (scene) => ({ ...scene, lastsMs: 'for good' })),
  word('for 30 d', 'until so long from now', `for ${spanPattern}`, (scene, parts) => ({
    ...scene,
    lastsMs: spanMs(parts),
  })),
]

/** What stands behind it. */
export const reasonWords: readonly Word[] = [
  word('none', 'no reason at all', 'none', (scene) => ({ ...scene, reason: 'none' })),
  word('report', 'answers a report, for abuse', 'report', (scene) =>
    because(scene, { code: codeOf(scene, 'abuse'), reportId: 'R-2' }),
  ),
  word('ticket', 'names a ticket, for abuse', 'ticket', (scene) =>
    because(scene, { code: codeOf(scene, 'abuse'), ticketId: 'T-2' }),
  ),
  word('rule', 'a rule of an automation', 'rule', (scene) =>
    because(scene, { code: 'spam', policies: ['rule/spam'] }),
  ),
  word('says child-safety', 'this reason code', 'says ([\\w-]+)', (scene, [code = '']) =>
    because(scene, { code }),
  ),
  word('+2', 'approved by so many others, as in ticket+2', '\\+([1-9])', (scene, [others]) =>
    because(scene, { approvedBy: Array.from({ length: Number(others) }, (_, i) => `approver-${i + 1}`) }),
  ),
  word('self-approved', 'approved by the actor', 'self-approved', (scene) =>
    because(scene, { approvedBy: [actorId] }),
  ),
  word('routed', 'the work was given out', 'routed', (scene) => because(scene, { assignment: 'routed' })),
  word('self-picked', 'the actor chose it', 'self-picked', (scene) =>
    because(scene, { assignment: 'self-picked' }),
  ),
]

export const actorId = 'actor'

function because(scene: Scene, part: Reason): Scene {
  const given = scene.reason === undefined || scene.reason === 'none' ? {} : scene.reason
  return { ...scene, reason: { ...given, ...part } }
}

function codeOf({ reason }: Scene, otherwise: string): string {
  return reason === undefined || reason === 'none' ? otherwise : (reason.code ?? otherwise)
}
