import { html } from 'hono/html'
import type { GuildProfile } from '../../core/guild-profile.ts'
import { SHARE_MODES, type ShareMode } from '../../core/sharing.ts'
import type { MessageKey } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { type Account, accountHtml, page, privacyHtml } from './page-layout.ts'
import type { SiteUrls } from './site-urls.ts'

const SHARE_MODE_TEXTS: Record<ShareMode, { label: MessageKey; text: MessageKey }> = {
  auto: { label: 'page.shareAuto', text: 'page.shareAutoText' },
  ask: { label: 'page.shareAsk', text: 'page.shareAskText' },
  off: { label: 'page.shareOff', text: 'page.shareOffText' },
}

const guildHtml = ({ name, iconUrl }: GuildProfile) =>
  html`<p class="server">${iconUrl ? html`<img src="${iconUrl}" alt="" width="40" height="40">` : ''}<bdi>${name}</bdi></p>`

/** Who connects, for which server, and the choice, with nothing preselected. `visit` is sent with the form. */
export function consentPage(
  translator: Translator,
  input: {
    account: Account
    guild: GuildProfile | undefined
    choiceMissing: boolean
    visit: string
    /** The URL of Strava's official button, if the operator has set one. */
    stravaButtonUrl: string | undefined
    urls: SiteUrls
  },
) {
  const t = (key: MessageKey) => translator.t({ key })
  const title = t('page.consentTitle')
  return page(translator, input.urls, {
    title,
    header: input.guild && guildHtml(input.guild),
    body: html`<h1>${title}</h1>
<div class="who"><p>${t('page.consentWho')}</p> ${accountHtml(input.account)}
<p class="soft">${t('page.consentNotYou')}</p></div>
<form method="post"><input type="hidden" name="visit" value="${input.visit}">
${input.choiceMissing ? html`<p class="problem" role="alert">${t('page.chooseShare')}</p>` : ''}
<fieldset><legend>${t('page.shareLegend')}</legend>
${SHARE_MODES.map(
  (mode) =>
    html`<label><input type="radio" name="share" value="${mode}" required><span><b>${t(SHARE_MODE_TEXTS[mode].label)}</b> <small>${t(SHARE_MODE_TEXTS[mode].text)}</small></span></label>`,
)}
</fieldset>
<details><summary>${t('page.privacyTitle')}</summary>${privacyHtml(translator)}</details>
${
  input.stravaButtonUrl
    ? html`<button type="submit" class="strava"><img src="${input.stravaButtonUrl}" alt="${t('page.connect')}"></button>`
    : html`<button type="submit">${t('page.connect')}</button>`
}
<p class="soft after">${t('page.leaves')} ${t('page.webview')}</p>
<p class="soft">${t('page.full403')}</p>
</form>`,
  })
}
