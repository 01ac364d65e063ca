import { openApp } from '../app/open-app.ts'
import { type ConfigFault, readConfig } from '../config.ts'
import { isPlan, readPlan } from '../plan.ts'
import type { SettingKey } from '../settings.ts'

/** Starts everything, says where it is, and stops on Ctrl-C or when a part cannot go on. */
export async function runStart(flags: Partial<Record<SettingKey, string>>): Promise<void> {
  // What is written shows who suspended whom: files are for the user who runs this, and for nobody else.
  process.umask(0o077)
  const { config, faults } = readConfig({ environment: process.env, flags })
  // Also on faulty settings, so that all that is wrong is said at once.
  const plan = await readPlan(config)
  if (faults.length > 0 || !isPlan(plan)) return refuse([...faults, ...(isPlan(plan) ? [] : plan)])

  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<'signal'>()
  const onSignal = () => interrupt('signal')
  // A second Ctrl-C finds no listener and ends the process at once.
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)

  let running: Awaited<ReturnType<typeof openApp>>
  try {
    running = await openApp(plan, (line) => console.log(line))
  } catch (cause) {
    console.error(`countermand cannot start: ${cause instanceof Error ? cause.message : String(cause)}`)
    process.exit(1)
  }
  console.log(`Countermand is listening.`)
  console.log(`  console  ${running.signInLink() ?? 'another instance has it'}`)
  console.log(`  metrics  ${running.address}/metrics`)
  console.log('  stop     Ctrl-C')
  const ended = await Promise.race([interrupted, running.failed.catch((cause: unknown) => ({ cause }))])
  if (ended !== 'signal') console.error('countermand cannot go on:', ended.cause)
  else console.log('stopping: what is in hand is finished first (Ctrl-C again ends it at once)')
  // Whatever hangs, the process ends: everything that must survive was durable before it was acted on.
  const overdue = setTimeout(() => {
    console.error(`the stop took longer than ${config.drainMsMax} ms and was cut short`)
    process.exit(1)
  }, config.drainMsMax)
  await running.stop()
  clearTimeout(overdue)
  process.exit(ended === 'signal' ? 0 : 1)
}

function refuse(faults: readonly ConfigFault[]): never {
  console.error(
    `countermand does not start; ${faults.length} ${faults.length === 1 ? 'thing is' : 'things are'} wrong:`,
  )
  for (const { at, says } of faults) console.error(`  ${at}: ${says}`)
  process.exit(1)
}
