/** What became of one restrictive change: the account was given back, restricted anew, or neither for as long
 *  as it was followed. A platform has this for every change it ever made, without anybody labelling anything.
 *
 *  It is a noisy sign: an accepted appeal gives an account back too, and a wrong suspension that nobody
 *  noticed stands. */
export type Aftermath =
  | {
      readonly became: 'given-back'
      /** From the change to the undoing. */
      readonly afterMs: number
      readonly by: GivenBackBy
      /** Restricted again in the same way within an hour of it: an undo-and-redo, which corrects settings. */
      readonly redone: boolean
    }
  | { readonly became: 'restricted-again'; readonly afterMs: number }
  | { readonly became: 'stood' }
  /** The history ended, or there was no more room, before anybody could tell. */
  | { readonly became: 'unknown' }

/** Who gave the account back. An actor who undoes a restriction of himself is the `same-hand`, not the
 *  `target`: that he freed himself says nothing where he had locked himself in. `another` is another person, be it
 *  through a tool that acts for them. Two say what a machine thought, not what people thought: `command` is an undoing
 *  that names its cause, such as our own; `machine` one by a machine that acts for nobody, or by the platform itself,
 *  such as when the time is over. */
export type GivenBackBy = 'same-hand' | 'target' | 'another' | 'machine' | 'command'

/** How soon somebody else must have undone a change to say that it was not meant, for measuring and learning alike. */
export const undoneWithinMs = 86_400_000

/** The sign that the change was not meant: somebody else undid it within this time.
 *  another after 2 h, 24 h -> true   another after 2 d, 24 h -> false   same hand -> false
 *  machine, command -> false */
export function undoneByAnother(aftermath: Aftermath, withinMs: number): boolean {
  return aftermath.became === 'given-back' && aftermath.by === 'another' && aftermath.afterMs <= withinMs
}
