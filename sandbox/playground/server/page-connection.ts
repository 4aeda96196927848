import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Person } from '../../discord/index.ts'
import { TestSetupError } from '../../discord/index.ts'
import type { PlaygroundWorld } from '../playground-world.ts'
import type { Entities, ServerMessage } from '../protocol.ts'
import { createPatcher } from './create-patch.ts'
import { createDiscordActions } from './discord-actions.ts'
import { viewDiscord } from './discord-view.ts'
import type { FollowedProgram } from './follow-program.ts'
import { isRequestName, parseRequest } from './requests.ts'
import { createStravaActions } from './strava-actions.ts'
import { athletesOf, viewStravaSide } from './strava-view.ts'

/** Changes within this time are sent together. Milliseconds. */
const PATCH_DELAY_MS = 15

const envelope = z.object({ number: z.number().int(), request: z.string(), parameters: z.unknown() })

/** Parses a request from the page; undefined if it isn't one. */
function readRequest(text: string): z.infer<typeof envelope> | undefined {
  try {
    return envelope.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The connection of one page: sends changes to its person's view, and carries out its requests. */
export function servePage(socket: WebSocket, world: PlaygroundWorld, program: FollowedProgram): void {
  const { discord, strava } = world.environment
  let person: Person = world.people[0]
  const patchOf = createPatcher()
  let timer: NodeJS.Timeout | undefined

  const send = (message: ServerMessage) => socket.send(JSON.stringify(message))
  const look = (): Entities => ({
    session: {
      session: {
        personId: person.id,
        applicationId: discord.applicationId,
        botName: 'Domestique',
        botUserId: discord.botUserId,
      },
    },
    ...viewDiscord(world.environment, person),
    ...viewStravaSide(world),
    ...program.view(),
  })
  function sendPatch() {
    clearTimeout(timer)
    timer = undefined
    const patch = patchOf(look())
    if (patch) send({ patch })
  }
  const sendPatchSoon = () => {
    timer ??= setTimeout(sendPatch, PATCH_DELAY_MS)
  }
  const ends = [...[discord, strava, world, program].map(({ onChange }) => onChange(sendPatchSoon)), program.watch()]

  async function carryOut(name: string, parameters: unknown): Promise<unknown> {
    if (!isRequestName(name)) throw new TestSetupError(`The page sent an unknown request: '${name}'`)
    if (name === 'becomePerson') {
      const { personId } = parseRequest(name, parameters)
      person = world.people.find(({ id }) => id === personId) ?? person
      return undefined
    }
    // The current person's browser is signed in to their own Strava account.
    strava.setSignedInAthlete(athletesOf(world).find(({ personId }) => personId === person.id)?.athlete.id)
    const action = { ...createDiscordActions(discord, person), ...createStravaActions(world) }[name] as (
      input: unknown,
    ) => unknown
    return action(parseRequest(name, parameters))
  }

  socket.on('message', async (data) => {
    const asked = readRequest(String(data))
    if (!asked) return socket.close(1008, 'not a request')
    const { number, request, parameters } = asked
    try {
      const value = await carryOut(request, parameters)
      send({ answer: number, value })
    } catch (error) {
      send({ answer: number, problem: error instanceof Error ? error.message : String(error) })
    }
    sendPatch()
  })
  socket.on('close', () => {
    clearTimeout(timer)
    for (const end of ends) end()
  })
  sendPatch()
}
