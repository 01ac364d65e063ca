import { type KafkaBroker, kafkaVersion, testSettings } from './kafka-broker.ts'

const imageMsMax = 90_000

/** The broker in a container, on the host's port given. A machine without containers says so in two ways: there
 *  is no runtime, or there is one and it cannot get the image. Either is an answer, not an error. */
export async function kafkaContainer(port: number): Promise<KafkaBroker | { readonly missing: string }> {
  try {
    const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers')
    await getContainerRuntimeClient()
    const container = await new GenericContainer(`apache/kafka:${kafkaVersion}`)
      .withExposedPorts({ container: 9092, host: port })
      .withEnvironment(environment(port))
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .withStartupTimeout(imageMsMax)
      .start()
    return {
      brokers: [`127.0.0.1:${port}`],
      from: `a container of apache/kafka:${kafkaVersion}`,
      kill: async () => {
        await container.stop({ timeout: 0, remove: false, removeVolumes: false })
      },
      restart: () => container.restart({ timeout: 10_000 }),
      stop: async () => {
        await container.stop()
      },
    }
  } catch (error) {
    return { missing: String(error).slice(0, 300) }
  }
}

function environment(port: number): Record<string, string> {
  const settings = testSettings.map(([name, value]) => [
    `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
    value,
  ])
  return {
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_NODE_ID: '1',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    ...Object.fromEntries(settings),
  }
}
