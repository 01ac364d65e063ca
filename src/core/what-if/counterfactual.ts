/** What would have had to be otherwise. */
export interface Counterfactual {
  /** What would then not have been: the alert, or the machine's leave to act without asking. */
  readonly without: 'alert' | 'leave'
  /** In plain words, to stand after "if": `the contract ran another 30 days`. */
  readonly given: string
}

/** `would not have alerted if the contract ran another 30 days` */
export function counterfactualSays({ without, given }: Counterfactual): string {
  return without === 'alert'
    ? `would not have alerted if ${given}`
    : `no machine would have been allowed to act if ${given}`
}
