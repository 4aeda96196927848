import { randomBytes } from 'node:crypto'

export interface AccessToken {
  token: string
  athleteId: string
  scope: string
  /** ms */
  expiresAt: number
}

export interface SandboxGrant {
  athleteId: string
  scope: string
  refreshToken: string
  accessTokens: AccessToken[]
  source: 'consent' | 'settings'
}

/** Why a token that once worked no longer does; decides who is to blame if it is used again. */
type TokenEnd = 'replaced' | 'revoked by the program' | 'revoked by the athlete' | 'replaced, unseen'

const DEFAULT_TOKEN_LIFETIME_MS = 21_600_000
const REFRESH_BEFORE_MS = 3_600_000
const createFakeToken = (what: string) => `fake-${what}-${randomBytes(16).toString('hex')}`

export type Grants = ReturnType<typeof createGrants>

export function createGrants(now: () => number) {
  let grants: SandboxGrant[] = []
  let tokenLifetimeMs = DEFAULT_TOKEN_LIFETIME_MS
  const codes = new Map<string, { athleteId: string; scope: string; used: boolean; seen: boolean }>()
  const endedTokens = new Map<string, TokenEnd>()
  const connected = new Set<string>()

  const validAccessTokens = (grant: SandboxGrant) => grant.accessTokens.filter((access) => access.expiresAt > now())

  function addAccess(grant: SandboxGrant): AccessToken {
    const { athleteId, scope } = grant
    const access = { token: createFakeToken('access'), athleteId, scope, expiresAt: now() + tokenLifetimeMs }
    grant.accessTokens = [...validAccessTokens(grant), access]
    return access
  }

  function rotate(grant: SandboxGrant): () => void {
    const old = grant.refreshToken
    endedTokens.set(old, 'replaced')
    grant.refreshToken = createFakeToken('refresh')
    return () => endedTokens.set(old, 'replaced, unseen')
  }

  function createGrant(athleteId: string, scope: string, source: SandboxGrant['source']): SandboxGrant {
    const grant: SandboxGrant = { athleteId, scope, source, refreshToken: createFakeToken('refresh'), accessTokens: [] }
    grants.push(grant)
    connected.add(athleteId)
    return grant
  }

  function removeGrants(athleteId: string, death: TokenEnd) {
    for (const grant of grants.filter((one) => one.athleteId === athleteId)) endedTokens.set(grant.refreshToken, death)
    grants = grants.filter((grant) => grant.athleteId !== athleteId)
    for (const [code, one] of codes) if (one.athleteId === athleteId) codes.delete(code)
    connected.delete(athleteId)
  }

  return {
    isConnected: (athleteId: string) => connected.has(athleteId),
    connectedCount: () => connected.size,
    /** The athlete connects the application again and allows less. */
    narrow(athleteId: string, scope: string) {
      for (const grant of grants.filter((one) => one.athleteId === athleteId)) {
        grant.scope = scope
        for (const access of grant.accessTokens) access.scope = scope
      }
    },
    of: (athleteId: string) => grants.filter((grant) => grant.athleteId === athleteId),
    tokenEndOf: (token: string) => endedTokens.get(token),
    issueCode(athleteId: string, scope: string): string {
      const code = createFakeToken('code')
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
      const markUnseen = grant ? rotate(grant) : () => {}
      grant ??= createGrant(found.athleteId, found.scope, 'consent')
      grant.scope = found.scope
      const onResponseLost = () => {
        found.seen = false
        markUnseen()
      }
      return { grant, access: addAccess(grant), onResponseLost }
    },
    refresh(token: string) {
      const grant = grants.find((one) => one.refreshToken === token)
      if (!grant) return undefined
      const latest = validAccessTokens(grant).at(-1)
      if (latest && latest.expiresAt - now() > REFRESH_BEFORE_MS)
        return { grant, access: latest, onResponseLost: () => {} }
      const onResponseLost = rotate(grant)
      return { grant, access: addAccess(grant), onResponseLost }
    },
    settingsToken(athleteId: string, scope: string): string {
      const known = grants.find((g) => g.athleteId === athleteId && g.scope === scope && g.source === 'settings')
      return (known ?? createGrant(athleteId, scope, 'settings')).refreshToken
    },
    findAccess: (token: string) => grants.flatMap(validAccessTokens).find((access) => access.token === token),
    /** The owner of a valid access or refresh token. */
    ownerOf: (token: string) =>
      grants.find((g) => g.refreshToken === token || g.accessTokens.some((one) => one.token === token))?.athleteId,
    removeGrants,
    clear() {
      grants = []
      tokenLifetimeMs = DEFAULT_TOKEN_LIFETIME_MS
      for (const collection of [codes, endedTokens, connected]) collection.clear()
    },
    setTokenLifetime(seconds: number) {
      tokenLifetimeMs = seconds * 1000
    },
    expireAccessTokens(athleteId: string) {
      for (const grant of grants.filter((one) => one.athleteId === athleteId)) {
        grant.accessTokens = []
      }
    },
  }
}
