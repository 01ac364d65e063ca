// Reads vitest's JSON report and the steps that failed, lists what failed, and prints the count as the last
// line. What was skipped, and why, the tests have already said. Plain JavaScript: it runs even where `npm ci` did not.
import { readFileSync } from 'node:fs'

const [report, ...failedSteps] = process.argv.slice(2)
const files = readReport(report)
const tests = files.flatMap((file) => file.assertionResults)
const passed = tests.filter((test) => test.status === 'passed')
const failed = tests.filter((test) => test.status === 'failed')
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status))
// A file that cannot even be loaded fails without a single test in it.
const brokenFiles = files.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
)
// The test step fails whenever a test does: it counts by itself only where no test or file explains it.
const explained = failed.length + brokenFiles.length > 0
const steps = failedSteps.filter((step) => !(explained && step.includes('npm test')))

for (const test of failed) console.log(`failed: ${test.fullName}`)
for (const file of brokenFiles) console.log(`failed to load: ${file.name}: ${file.message}`)
for (const step of steps) console.log(`failed step: ${step}`)

const failures = failed.length + brokenFiles.length + steps.length
process.exitCode = failures === 0 && passed.length > 0 ? 0 : 1
console.log(`${passed.length} passed, ${failures} failed, ${skipped.length} skipped`)

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults
  } catch {
    return []
  }
}
