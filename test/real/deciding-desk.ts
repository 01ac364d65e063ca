import { openTestConsole, type TestConsole, type TestConsoleNeeds } from '../console/open-console.ts'
import { type Desk, type DeskOptions, openDesk } from '../roles/reverse/desk.ts'

/** The console and the reverse role on one store: what people say on the page goes to the machine, and what becomes
 *  of it comes back. Between them stands what the outbox and the log do in the program. */
export async function openDecidingDesk(options: DeskOptions, needs: TestConsoleNeeds): Promise<DecidingDesk> {
  const machine = await openDesk(options)
  const { database } = machine
  const desk = await openTestConsole({ ...needs, database })
  await machine.start()
  const carried = { reversals: 0, alerts: 0, words: new Set<string>() }
  let carrying = Promise.resolve()

  async function carry(): Promise<void> {
    for (const { messageId, topic, record } of await desk.outbox.waiting(500)) {
      if (topic !== 'countermand.instructions' || carried.words.has(messageId)) continue
      carried.words.add(messageId)
      await machine.instruct(JSON.parse(String(record.value)))
    }
    const alerts = machine.alerts.slice(carried.alerts)
    const reversals = machine.reversals.slice(carried.reversals)
    carried.alerts += alerts.length
    carried.reversals += reversals.length
    if (alerts.length + reversals.length === 0) return
    await desk.cases.takeAlerts(alerts, desk.clock.now())
    await desk.cases.takeReversals(reversals, desk.clock.now())
    desk.live.reversals(reversals)
  }
  const timer = setInterval(() => {
    carrying = carrying.then(carry)
  }, 30)
  return {
    machine,
    desk,
    async close() {
      clearInterval(timer)
      await carrying
      await desk.close()
      await machine.close()
    },
  }
}

export interface DecidingDesk {
  readonly machine: Desk
  readonly desk: TestConsole
  close(): Promise<void>
}
