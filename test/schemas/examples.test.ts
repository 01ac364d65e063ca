import { describe, expect, test } from 'vitest'
import { isUnreadable, readChange } from '../../src/core/change/read-change.ts'
import { readAccountProfile } from '../../src/core/reference/account-profile.ts'
import { readStaffRecord } from '../../src/core/reference/staff-record.ts'
import { avroType, examples, type Message, messages, validator } from './contract.ts'

/** Invalid examples that Avro lets through, and why it cannot say the rule. */
const beyondAvro: Readonly<Record<Message, Readonly<Record<string, string>>>> = {
  'account-change': {
    'empty-event-id': 'texts have no shortest length',
    'id-too-long': 'texts have no longest length',
    'note-too-long': 'texts have no longest length',
    'unknown-action': 'vocabularies are strings, see the doc of AccountChange',
    'unknown-actor-kind': 'vocabularies are strings',
    'unknown-outcome': 'vocabularies are strings',
    'unknown-verified': 'vocabularies are strings',
    'until-forever': 'vocabularies are strings',
    'negative-followers': 'numbers have no range',
    'a-faulty-reactivation-takes-nothing-away': 'numbers have no range',
    'operation-of-nobody': 'numbers have no range',
    'time-in-seconds': 'numbers have no range',
    'time-in-microseconds': 'numbers have no range',
    'too-many-approvers': 'lists have no longest length',
    'nobody-among-the-approvers': 'texts have no shortest length',
    'too-many-labels': 'maps have no largest size',
    'script-in-a-link': 'texts have no form',
    'proto-key': 'fields that a schema does not name are never written',
    'proto-key-in-a-field-that-is-not-ours': 'fields that a schema does not name are never written',
    'nested-too-deep': 'fields that a schema does not name are never written',
    'constructor-among-the-labels': 'names in a map are free',
  },
  alert: { 'unknown-severity': 'vocabularies are strings', 'unknown-mode': 'vocabularies are strings' },
  reversal: { 'unknown-state': 'vocabularies are strings', 'time-in-seconds': 'numbers have no range' },
  'dead-letter': {
    'unknown-reason': 'vocabularies are strings',
    'bytes-that-are-no-base64': 'texts have no form',
    'no-faults': 'lists have no shortest length',
  },
  'staff-record': { 'unknown-kind': 'vocabularies are strings', 'time-in-seconds': 'numbers have no range' },
  'account-profile': {
    'unknown-verified': 'vocabularies are strings',
    'negative-followers': 'numbers have no range',
  },
}

/** Invalid examples that JSON Schema lets through: it says nothing of fields that it does not name. */
const beyondJsonSchema = new Set(['proto-key-in-a-field-that-is-not-ours', 'nested-too-deep'])

describe.each(messages)('every example of %s', (message) => {
  const validate = validator(message)
  const type = avroType(message)

  test.each(examples(message, 'valid'))('$name is let through by JSON Schema', ({ value }) => {
    validate(value)
    expect(validate.errors ?? []).toEqual([])
  })

  test.each(examples(message, 'valid'))('$name is the same after Avro there and back', ({ value }) => {
    const said = message === 'account-change' ? readChange(value) : value
    const back: unknown = type.fromBuffer(type.toBuffer(said))
    expect(withoutAbsent(back)).toEqual(withoutAbsent(said))
  })

  test.each(examples(message, 'invalid'))('$name is refused by JSON Schema', ({ name, value }) => {
    expect(validate(value)).toBe(beyondJsonSchema.has(name))
  })

  test.each(examples(message, 'invalid'))(
    '$name is refused by Avro where Avro can say why',
    ({ name, value }) => {
      expect(type.isValid(value)).toBe(name in beyondAvro[message])
    },
  )

  test('the table of what Avro cannot say names only examples', () => {
    const names = new Set(examples(message, 'invalid').map(({ name }) => name))
    expect(Object.keys(beyondAvro[message]).filter((name) => !names.has(name))).toEqual([])
  })
})

describe('examples of changes through readChange', () => {
  test.each(examples('account-change', 'valid'))('$name is read', ({ value }) => {
    const read = readChange(value)
    expect(isUnreadable(read) ? read.faults : []).toEqual([])
  })

  test.each(examples('account-change', 'valid'))(
    '$name, as read, is let through by JSON Schema',
    ({ value }) => {
      expect(validator('account-change')(readChange(value))).toBe(true)
    },
  )

  /** Every invalid example, what readChange finds in it, and whether it may hide a deactivation. */
  const found: Readonly<Record<string, readonly [code: string, mayRestrict: boolean, at: string]>> = {
    'a-faulty-reactivation-takes-nothing-away': ['wrong-shape', false, 'account.followers'],
    'a-list': ['wrong-shape', true, 'the whole'],
    'a-text': ['wrong-shape', true, 'the whole'],
    'account-as-text': ['wrong-shape', true, 'account'],
    'account-without-id': ['wrong-shape', true, 'account.id'],
    'action-as-number': ['wrong-shape', true, 'action'],
    'actor-without-kind': ['wrong-shape', true, 'actor.kind'],
    'constructor-among-the-labels': ['wrong-shape', true, 'labels.constructor'],
    'empty-event-id': ['wrong-shape', true, 'eventId'],
    'followers-as-text': ['wrong-shape', true, 'account.followers'],
    'half-a-follower': ['wrong-shape', true, 'account.followers'],
    'half-a-millisecond': ['wrong-shape', true, 'occurredAt'],
    'half-an-id': ['wrong-shape', true, 'account.id'],
    'id-beyond-2-to-the-53': ['wrong-shape', true, 'account.id'],
    'id-too-long': ['wrong-shape', true, 'account.id'],
    'label-that-is-no-text': ['wrong-shape', true, 'labels.region'],
    'labels-as-list': ['wrong-shape', true, 'labels'],
    'list-in-a-list': ['wrong-shape', true, 'account.protectedClass.0'],
    'many-faults-at-once': [
      'wrong-shape',
      true,
      'eventId occurredAt action account.id account.followers account.verified actor.kind actor.leavesAt operationSize',
    ],
    'mfa-as-text': ['wrong-shape', true, 'origin.mfa'],
    'canary-as-text': ['wrong-shape', true, 'account.canary'],
    'negative-followers': ['wrong-shape', true, 'account.followers'],
    'nested-too-deep': ['too-deep', true, 'extra.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0'],
    'nobody-among-the-approvers': ['wrong-shape', true, 'reason.approvedBy.1'],
    'note-too-long': ['wrong-shape', true, 'reason.note'],
    'nothing-in-it': ['wrong-shape', true, 'eventId source occurredAt action account actor'],
    'operation-of-nobody': ['wrong-shape', true, 'operationSize'],
    'proto-key-in-a-field-that-is-not-ours': ['wrong-shape', true, 'extra.deep.0.__proto__'],
    'proto-key': ['wrong-shape', true, '__proto__'],
    'script-in-a-link': ['wrong-shape', true, 'links.account'],
    'thirtieth-of-february': ['wrong-shape', true, 'occurredAt'],
    'time-in-microseconds': ['wrong-shape', true, 'occurredAt'],
    'time-in-seconds': ['wrong-shape', true, 'occurredAt'],
    'time-in-words': ['wrong-shape', true, 'occurredAt'],
    'time-without-zone': ['wrong-shape', true, 'occurredAt'],
    'too-many-approvers': ['wrong-shape', true, 'reason.approvedBy'],
    'too-many-labels': ['wrong-shape', true, 'labels'],
    'unknown-action': ['wrong-shape', true, 'action'],
    'unknown-actor-kind': ['wrong-shape', true, 'actor.kind'],
    'unknown-outcome': ['wrong-shape', true, 'outcome'],
    'unknown-verified': ['wrong-shape', true, 'account.verified'],
    'until-forever': ['wrong-shape', true, 'until'],
    'without-account': ['wrong-shape', true, 'account'],
    'without-action': ['wrong-shape', true, 'action'],
    'without-actor': ['wrong-shape', true, 'actor'],
    'without-event-id': ['wrong-shape', true, 'eventId'],
    'without-occurred-at': ['wrong-shape', true, 'occurredAt'],
    'without-source': ['wrong-shape', true, 'source'],
  }

  test.each(examples('account-change', 'invalid'))(
    '$name is refused for what is wrong with it',
    ({ name, value }) => {
      const read = readChange(value)
      if (!isUnreadable(read)) throw new Error('was read')
      expect([read.unreadable, read.mayRestrict, read.faults.map(({ at }) => at).join(' ')]).toEqual(
        found[name],
      )
    },
  )
})

describe('examples of reference records through their readers', () => {
  const readers = { 'staff-record': readStaffRecord, 'account-profile': readAccountProfile }
  const cases = (verdict: 'valid' | 'invalid') =>
    (['staff-record', 'account-profile'] as const).flatMap((message) =>
      examples(message, verdict).map(({ name, value }) => ({ message, name, value })),
    )

  test.each(cases('valid'))('$message $name is read', ({ message, value }) => {
    expect(readers[message](value, 1_509_663_420_000)).toMatchObject({ id: expect.any(String) })
  })

  test.each(cases('invalid'))('$message $name is refused', ({ message, value }) => {
    expect(readers[message](value)).toEqual([{ at: expect.any(String), says: expect.any(String) }])
  })
})

/** Absent fields are `null` in Avro and not there in JSON. */
function withoutAbsent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, field: unknown) => (field === null ? undefined : field)))
}
