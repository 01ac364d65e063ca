import type { Reporter, TestModule } from 'vitest/node'

/** Says at the end of every run what this machine could not run, and why: a test that is skipped in silence
 *  looks like one that passed. */
export default class SkippedAloud implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const result = test.result()
        const reason = (result.state === 'skipped' && result.note) || 'no reason given'
        return ` - ${test.fullName}\n   ${reason}`
      }),
    )
    if (lines.length > 0) console.log(`\nNot run here (${lines.length}):\n${lines.join('\n')}`)
  }
}
