// kafkajs is CommonJS: under Node its members are found on the default export only.
import kafkajs from 'kafkajs'

export { kafkajs }
