import { isDeepStrictEqual } from 'node:util'
import { formError, Refusal, refuse } from '../errors.ts'
import { formFor, perScope } from '../rules/commands.ts'
import { readForm } from '../rules/form.ts'
import type { Api } from '../server.ts'
import type { Json, RegisteredCommand } from '../types.ts'
import type { World } from '../world.ts'
import { guildOf } from './guilds.ts'

export function addCommandRoutes(api: Api, world: World): void {
  for (const base of ['/applications/:app', '/applications/:app/guilds/:guild'] as const) {
    const scopeOf = (params: Record<string, string>) => {
      if (params.app !== world.applicationId) throw refuse('missingAccess')
      return params.guild === undefined ? '' : guildOf(world, params.guild).id
    }
    const list = (scope: string) => world.commands.get(scope) ?? []
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
      const after = readCommands(world, json, before, scope)
      world.commands.set(scope, after)
      if (isDeepStrictEqual(after, before)) {
        world.complain(`PUT ${c.get('entry').path}: the commands are identical to the registered ones`)
      }
      world.registrations += 1
      return c.json(after)
    })
    api.post(path, (c) => {
      const scope = scopeOf(c.req.param())
      const before = list(scope)
      const [command] = readCommands(world, [c.get('incoming').json], before, scope)
      if (command === undefined) throw refuse('unknownCommand')
      const isNew = !before.some((one) => one.id === command.id)
      world.commands.set(scope, [...before.filter((one) => one.id !== command.id), command])
      return c.json(command, isNew ? 201 : 200)
    })
    api.delete(`${path}/:command`, (c) => {
      const params: Record<string, string> = c.req.param()
      const scope = scopeOf(params)
      if (!list(scope).some((one) => one.id === params.command)) throw refuse('unknownCommand')
      world.commands.set(
        scope,
        list(scope).filter((one) => one.id !== params.command),
      )
      return c.body(null, 204)
    })
  }
}

function readCommands(world: World, raw: unknown[], before: RegisteredCommand[], guildId: string): RegisteredCommand[] {
  const read = raw.map((one, i) => {
    try {
      return complete(world, readForm(formFor(one), one), guildId)
    } catch (error) {
      if (error instanceof Refusal && error.errors) throw new Refusal(400, 50035, error.message, { [i]: error.errors })
      throw error
    }
  })
  for (const [i, one] of read.entries()) {
    const twin = read.findIndex((other) => other.name === one.name && other.type === one.type)
    if (twin !== i)
      throw formError(`${i}`, 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique')
    const most = perScope[one.type] ?? 1
    if (read.filter((other) => other.type === one.type).length > most) {
      throw new Refusal(400, 30032, `Maximum number of application commands reached (${most})`)
    }
  }
  return read.map((one) => {
    const old = before.find((other) => other.name === one.name && other.type === one.type)
    const unchanged = old && isDeepStrictEqual({ ...one, id: old.id, version: old.version }, old)
    return { ...one, id: old?.id ?? world.id(), version: unchanged ? old.version : world.id() }
  })
}

/** What Discord adds to a command and leaves out of it. */
function complete(world: World, form: Json, guildId: string): RegisteredCommand {
  const { options, id: _, ...rest } = form
  const type = Number(form.type ?? 1)
  const completed = ((options as Json[] | null | undefined) ?? []).map(completeOption)
  return {
    id: '',
    version: '',
    application_id: world.applicationId,
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
