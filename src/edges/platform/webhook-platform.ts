import { Webhook } from 'standardwebhooks'
import type { PlatformSpec } from '../../core/change/platform-spec.ts'
import { messageOf } from '../../core/reversal/command-message.ts'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ConfiguredPlatform, LastLook, SendOutcome } from '../../ports/platform.ts'
import { openConnection } from './connection.ts'
import { secretNamed } from './environment.ts'
import { outcomeOf } from './http-outcome.ts'

/** A platform that takes every command at one address, signed as Standard Webhooks has it: `webhook-id` is the id of
 *  the command, by which it is done once. The body is the message of `schemas/commands/`. Status codes mean
 *  what `answers` of the mapping says, and the account is looked at as over HTTP.
 *
 *  @throws EdgeError `platform-unavailable` where the secret is not set or is none */
export function openWebhookPlatform(
  spec: PlatformSpec,
  looked: ConfiguredPlatform,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
): ConfiguredPlatform {
  const { webhook } = spec
  if (webhook === undefined) throw unavailable('its mapping has no webhook')
  const signer = signerOf(secretNamed(webhook.secretFrom, environment), webhook.secretFrom)
  const url = webhook.url.startsWith('/') ? `${spec.baseUrl ?? ''}${webhook.url}` : webhook.url
  const connection = openConnection(spec, clock, environment)

  async function post(message: Command | ContainCommand, lastLook: LastLook): Promise<SendOutcome> {
    const leftMs = message.expiresAt - clock.now()
    if (leftMs <= 0) return { kind: 'unsent', says: 'not sent: the command has expired' }
    const body = JSON.stringify(message)
    const at = new Date(clock.now())
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'webhook-id': message.commandId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signer.sign(message.commandId, at, body),
    }
    const asked = { method: 'POST', url, headers, body }
    const answer = await connection.call(asked, Math.min(spec.timeoutMs, leftMs), false, lastLook)
    return outcomeOf(spec, answer)
  }

  return {
    ...looked,
    send: (command, lastLook) => post(messageOf(command), lastLook),
    ...(looked.contain && { contain: { ...looked.contain, send: post } }),
  }
}

function signerOf(secret: string, name: string): Webhook {
  try {
    return new Webhook(secret)
  } catch {
    throw unavailable(`${name} holds no secret of Standard Webhooks (whsec_…)`)
  }
}

function unavailable(says: string): EdgeError {
  return new EdgeError('platform-unavailable', `the platform cannot be asked: ${says}`, { retryable: false })
}
