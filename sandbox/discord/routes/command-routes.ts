import { isDeepStrictEqual } from 'node:util'
import { ApiError, apiError, formError } from '../api-errors.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { DiscordState } from '../discord-state.ts'
import type { Json, RegisteredCommand } from '../discord-types.ts'
import { commandFormFor, MAX_COMMANDS_PER_SCOPE } from '../rules/command-schema.ts'
import { readForm } from '../rules/read-form.ts'
import { findGuild } from './guild-routes.ts'

export function addCommandRoutes(api: DiscordRoutes, state: DiscordState): void {
  for (const base of ['/applications/:app', '/applications/:app/guilds/:guild'] as const) {
    const scopeOf = (params: Record<string, string>) => {
      if (params.app !== state.applicationId) throw apiError('missingAccess')
      return params.guild === undefined ? '' : findGuild(state, params.guild).id
    }
    const list = (scope: string) => state.commands.get(scope) ?? []
    const path = `${base}/commands` as const

    api.get(path, (c) => {
      const full = c.req.query('with_localizations') === 'true'
      return c.json(list(scopeOf(c.req.param())).map((one) => (full ? one : (withoutLocalizations(one) as Json))))
    })
    api.put(path, (c) => {
      const scope = scopeOf(c.req.param())
      const { json } = c.get('incoming')
      if (!Array.isArray(json)) throw formError('', 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
      const before = list(scope)
      const after = readCommands(state, json, before, scope)
      state.commands.set(scope, after)
      if (isDeepStrictEqual(after, before)) {
        state.complain(`PUT ${c.get('entry').path}: the commands are identical to the registered ones`)
      }
      state.registrations += 1
      return c.json(after)
    })
    api.post(path, (c) => {
      const scope = scopeOf(c.req.param())
      const before = list(scope)
      const [command] = readCommands(state, [c.get('incoming').json], before, scope)
      if (command === undefined) throw apiError('unknownCommand')
      const isNew = !before.some((one) => one.id === command.id)
      state.commands.set(scope, [...before.filter((one) => one.id !== command.id), command])
      return c.json(command, isNew ? 201 : 200)
    })
    api.delete(`${path}/:command`, (c) => {
      const params: Record<string, string> = c.req.param()
      const scope = scopeOf(params)
      if (!list(scope).some((one) => one.id === params.command)) throw apiError('unknownCommand')
      state.commands.set(
        scope,
        list(scope).filter((one) => one.id !== params.command),
      )
      return c.body(null, 204)
    })
  }
}

function readCommands(
  state: DiscordState,
  raw: unknown[],
  before: RegisteredCommand[],
  guildId: string,
): RegisteredCommand[] {
  const read = raw.map((one, i) => {
    try {
      return complete(state, readForm(commandFormFor(one), one), guildId)
    } catch (error) {
      if (error instanceof ApiError && error.errors)
        throw new ApiError(400, 50035, error.message, { [i]: error.errors })
      throw error
    }
  })
  for (const [i, one] of read.entries()) {
    const twin = read.findIndex((other) => other.name === one.name && other.type === one.type)
    if (twin !== i)
      throw formError(`${i}`, 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique')
    const most = MAX_COMMANDS_PER_SCOPE[one.type] ?? 1
    if (read.filter((other) => other.type === one.type).length > most) {
      throw new ApiError(400, 30032, `Maximum number of application commands reached (${most})`)
    }
  }
  return read.map((one) => {
    const old = before.find((other) => other.name === one.name && other.type === one.type)
    const unchanged = old && isDeepStrictEqual({ ...one, id: old.id, version: old.version }, old)
    return { ...one, id: old?.id ?? state.id(), version: unchanged ? old.version : state.id() }
  })
}

/** The fields that Discord adds to a command and removes from it. */
function complete(state: DiscordState, form: Json, guildId: string): RegisteredCommand {
  const { options, id: _, ...rest } = form
  const type = Number(form.type ?? 1)
  const completed = ((options as Json[] | null | undefined) ?? []).map(completeOption)
  return {
    id: '',
    version: '',
    application_id: state.applicationId,
    ...(guildId === '' ? {} : { guild_id: guildId }),
    name: String(form.name),
    type,
    name_localizations: rest.name_localizations ?? null,
    description: type === 1 ? rest.description : '',
    description_localizations: rest.description_localizations ?? null,
    default_member_permissions: rest.default_member_permissions ?? null,
    nsfw: rest.nsfw ?? false,
    ...(guildId === ''
      ? {
          dm_permission: rest.dm_permission ?? !(Array.isArray(rest.contexts) && !rest.contexts.includes(1)),
          contexts: rest.contexts ?? null,
          integration_types: rest.integration_types ?? [0],
        }
      : {}),
    ...(completed.length > 0 ? { options: completed } : {}),
  }
}

function completeOption(option: Json): Json {
  const entries = Object.entries(option).filter(([key, value]) => {
    if (value === undefined || value === null || value === false) return false
    return !(Array.isArray(value) && value.length === 0 && key !== 'options')
  })
  const { options, ...rest } = Object.fromEntries(entries) as Json & { options?: Json[] }
  const isGroup = option.type === 1 || option.type === 2
  if (!isGroup) return rest
  return options && options.length > 0 ? { ...rest, options: options.map(completeOption) } : rest
}

function withoutLocalizations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLocalizations)
  if (typeof value !== 'object' || value === null) return value
  const retained = Object.entries(value).filter(([key]) => !key.endsWith('_localizations'))
  return Object.fromEntries(retained.map(([key, one]) => [key, withoutLocalizations(one)]))
}
