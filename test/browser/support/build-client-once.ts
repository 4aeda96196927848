import { buildClient } from '../../../sandbox/playground/build-client.ts'

/** Builds the playground's page once for all test files. */
export default buildClient
