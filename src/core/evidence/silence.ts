/** After so many days without a change what was learnt of an actor's ways says little of the first day back. */
export const silentDaysMax = 30
