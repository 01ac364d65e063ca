/** What the header says of the connection, in words. */
export type ConnectionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live' }
  | { readonly kind: 'delayed'; readonly seconds: number }
  | { readonly kind: 'offline'; readonly retryAt: number }
  | { readonly kind: 'ended'; readonly says: string }

export function connectionSays(state: ConnectionState, now: number): string {
  switch (state.kind) {
    case 'opening':
      return 'connecting'
    case 'live':
      return 'live'
    case 'delayed':
      return `delayed ${state.seconds} s`
    case 'offline': {
      const left = Math.ceil((state.retryAt - now) / 1000)
      return left > 0 ? `offline, reconnecting in ${left} s` : 'offline, reconnecting'
    }
    case 'ended':
      return `not connected: ${state.says}`
    default:
      return state satisfies never
  }
}

/** Full jitter, so that a restart is not met by everybody in the same second.
 *  first try -> 0 to 0.5 s   second -> 0 to 1 s   …   seventh and later -> 0 to 20 s */
export function retryMs(failures: number, chance: number): number {
  return Math.round(chance * Math.min(retryMsMax, 500 * 2 ** failures))
}

const retryMsMax = 20_000
