import type { FastifyInstance, FastifyReply } from 'fastify'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { doubtOfMessage, readMessage } from '../../core/reversal/command-message.ts'
import {
  type ContainCommand,
  doubtOfContainment,
  readContainMessage,
} from '../../core/reversal/contain-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { demoSource } from '../world/act.ts'

/** `POST /commands`: every command at one address, signed as Standard Webhooks has it.
 *
 *  401 the signature does not hold   400 it is no command, or not for us   else as the call of its own would answer */
export function addCommandHook(
  app: FastifyInstance,
  needs: {
    /** `whsec_…` */
    readonly secret: string
    readonly clock: Clock
    readonly carryOut: (
      command: Command | ContainCommand,
      reply: FastifyReply,
    ) => FastifyReply | Promise<FastifyReply>
  },
): void {
  const webhook = new Webhook(needs.secret)
  void app.register(async (scope) => {
    // The signature is over the bytes.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    scope.post<{ Body: string }>('/commands', async (request, reply) => {
      const headers = Object.fromEntries(
        ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
          name,
          String(request.headers[name]),
        ]),
      )
      let signed: unknown
      try {
        signed = webhook.verify(request.body, headers)
      } catch (cause) {
        if (!(cause instanceof WebhookVerificationError) && !(cause instanceof SyntaxError)) throw cause
        return reply.code(401).send({ says: `the signature does not hold: ${cause.message}` })
      }
      const command = readMessage(signed) ?? readContainMessage(signed)
      if (command === undefined) return reply.code(400).send({ says: 'this is no command' })
      const seen = { source: demoSource, now: needs.clock.now() }
      const doubt =
        'actorId' in command
          ? doubtOfContainment(command, { ...seen, recordKey: command.actorId })
          : doubtOfMessage(command, { ...seen, recordKey: command.accountId })
      if (doubt !== undefined) return reply.code(400).send({ says: doubt })
      return needs.carryOut(command, reply)
    })
  })
}
