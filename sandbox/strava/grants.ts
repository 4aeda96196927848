import { randomBytes } from 'node:crypto'

export interface AccessToken {
  token: string
  athleteId: string
  scope: string
  /** ms */
  expiresAt: number
}

export interface Grant {
  athleteId: string
  scope: string
  refreshToken: string
  accessTokens: AccessToken[]
  source: 'consent' | 'settings'
}

/** Why a token that once worked does not: it matters for who is to blame when it is used again. */
type Death = 'replaced' | 'revoked by the program' | 'revoked by the athlete' | 'replaced, unseen'

const sixHoursMs = 21_600_000
const soonMs = 3_600_000
const fake = (what: string) => `fake-${what}-${randomBytes(16).toString('hex')}`

export type Grants = ReturnType<typeof createGrants>

export function createGrants(now: () => number) {
  let grants: Grant[] = []
  let lifeMs = sixHoursMs
  const codes = new Map<string, { athleteId: string; scope: string; used: boolean; seen: boolean }>()
  const dead = new Map<string, Death>()
  const connected = new Set<string>()

  const livesOn = (grant: Grant) => grant.accessTokens.filter((access) => access.expiresAt > now())

  function addAccess(grant: Grant): AccessToken {
    const { athleteId, scope } = grant
    const access = { token: fake('access'), athleteId, scope, expiresAt: now() + lifeMs }
    grant.accessTokens = [...livesOn(grant), access]
    return access
  }

  function rotate(grant: Grant): () => void {
    const old = grant.refreshToken
    dead.set(old, 'replaced')
    grant.refreshToken = fake('refresh')
    return () => dead.set(old, 'replaced, unseen')
  }

  function begin(athleteId: string, scope: string, source: Grant['source']): Grant {
    const grant: Grant = { athleteId, scope, source, refreshToken: fake('refresh'), accessTokens: [] }
    grants.push(grant)
    connected.add(athleteId)
    return grant
  }

  function end(athleteId: string, death: Death) {
    for (const grant of grants.filter((one) => one.athleteId === athleteId)) dead.set(grant.refreshToken, death)
    grants = grants.filter((grant) => grant.athleteId !== athleteId)
    for (const [code, one] of codes) if (one.athleteId === athleteId) codes.delete(code)
    connected.delete(athleteId)
  }

  return {
    isConnected: (athleteId: string) => connected.has(athleteId),
    connectedCount: () => connected.size,
    of: (athleteId: string) => grants.filter((grant) => grant.athleteId === athleteId),
    whyDead: (token: string) => dead.get(token),
    issueCode(athleteId: string, scope: string): string {
      const code = fake('code')
      codes.set(code, { athleteId, scope, used: false, seen: true })
      connected.add(athleteId)
      return code
    },
    exchange(code: string) {
      const found = codes.get(code)
      if (!found) return { refused: 'unknown' as const }
      if (found.used) return { refused: found.seen ? ('used' as const) : ('used, unseen' as const) }
      found.used = true
      let grant = grants.find((one) => one.athleteId === found.athleteId && one.source === 'consent')
      const unsee = grant ? rotate(grant) : () => {}
      grant ??= begin(found.athleteId, found.scope, 'consent')
      grant.scope = found.scope
      const forgive = () => {
        found.seen = false
        unsee()
      }
      return { grant, access: addAccess(grant), forgive }
    },
    refresh(token: string) {
      const grant = grants.find((one) => one.refreshToken === token)
      if (!grant) return undefined
      const latest = livesOn(grant).at(-1)
      if (latest && latest.expiresAt - now() > soonMs) return { grant, access: latest, forgive: () => {} }
      const forgive = rotate(grant)
      return { grant, access: addAccess(grant), forgive }
    },
    settingsToken(athleteId: string, scope: string): string {
      const known = grants.find((g) => g.athleteId === athleteId && g.scope === scope && g.source === 'settings')
      return (known ?? begin(athleteId, scope, 'settings')).refreshToken
    },
    findAccess: (token: string) => grants.flatMap(livesOn).find((access) => access.token === token),
    /** The owner of an access or refresh token that is alive. */
    ownerOf: (token: string) =>
      grants.find((g) => g.refreshToken === token || g.accessTokens.some((one) => one.token === token))?.athleteId,
    end,
    tokensLive(seconds: number) {
      lifeMs = seconds * 1000
    },
    expire(athleteId: string) {
      for (const grant of grants.filter((one) => one.athleteId === athleteId)) {
        grant.accessTokens = []
      }
    },
  }
}
