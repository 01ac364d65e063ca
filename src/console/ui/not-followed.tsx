import { signal } from '@preact/signals'
import type { RefusedWord } from '../../core/case/refused-word.ts'
import { caseRow, openCase } from './desk.ts'
import { clock } from './figures.ts'
import { titleOf } from './queue-row.tsx'
import { notFollowed } from './waiting.ts'
import { spokenSays } from './words.ts'

const seen = signal<ReadonlySet<string>>(new Set())
const keyOf = ({ caseId, version }: RefusedWord) => `${caseId} ${version}`

/** What this person said lately and the machine did not follow: otherwise they would go on believing that it was
 *  done. */
export function NotFollowedBand() {
  return notFollowed.value
    .filter((word) => !seen.value.has(keyOf(word)))
    .map((word) => (
      <p key={keyOf(word)} class="not-followed" role="status">
        <b>You were not followed</b> in {spokenSays(word.act)} at {clock(word.at)}: <q>{word.says}</q>{' '}
        <button type="button" class="plain" onClick={() => openCase(word.caseId)}>
          {caseTitle(word.caseId)}
        </button>{' '}
        <button
          type="button"
          class="plain"
          onClick={() => {
            seen.value = new Set([...seen.value, keyOf(word)])
          }}
        >
          Seen
        </button>
      </p>
    ))
}

function caseTitle(caseId: string) {
  const row = caseRow(caseId)
  return row === undefined ? 'Open the case' : titleOf(row)
}
