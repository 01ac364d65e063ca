import { countOf } from '../count-of.ts'
import { openDesk } from '../roles/reverse/desk.ts'

/** From the append of an alert to the account seen restored, one account after another: over the embedded log,
 *  the store on disk and a platform over HTTP on the loopback. `node test/bench/reverse.ts [accounts]` */
const accounts = countOf(0, 200)

const desk = await openDesk()
const plenty = 1_000_000
desk.policy = {
  ...desk.policy,
  budgets: {
    perMinute: plenty,
    perHour: plenty,
    perActorPerHour: plenty,
    perRulePerHour: plenty,
    protectedReservePerMinute: 0,
  },
}
await desk.start()
const tookMs: number[] = []
for (let i = 0; i < accounts; i++) {
  const began = performance.now()
  const alert = await desk.deactivated(`a${i}`, { actorId: `actor-${i}` })
  await desk.until(() => desk.states(alert.alertId).at(-1) === 'confirmed')
  tookMs.push(performance.now() - began)
}
await desk.close()
tookMs.sort((a, b) => a - b)
const at = (share: number) => (tookMs[Math.min(accounts - 1, Math.floor(share * accounts))] ?? 0).toFixed(1)
console.log(
  `${accounts} accounts: alert to confirmed on the log, ms: p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)}`,
)
