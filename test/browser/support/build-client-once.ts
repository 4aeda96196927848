import { buildClient } from '../../../sandbox/playground/build-client.ts'

/** The page of the playground, for all files of the run. */
export default buildClient
