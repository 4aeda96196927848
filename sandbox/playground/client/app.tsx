import './style/theme.css'
import './style/layout.css'
import './style/phone.css'
import './shell/shell.css'
import './shell/welcome.css'
import { MessageList } from './chat/message-list.tsx'
import { PersonCard } from './chat/person-card.tsx'
import { Composer } from './composer/composer.tsx'
import { isConnected } from './connection.ts'
import { BecomeDialog } from './shell/become-dialog.tsx'
import { BotAway } from './shell/bot-away.tsx'
import { ChannelList } from './shell/channel-list.tsx'
import { ChatHeader } from './shell/chat-header.tsx'
import { GuildRail } from './shell/guild-rail.tsx'
import { InsideDock } from './shell/inside-dock.tsx'
import { PhoneBar } from './shell/phone-bar.tsx'
import { isSideShown, phoneView } from './shell/shell-state.ts'
import { SidePanel } from './shell/side-panel.tsx'
import { Welcome } from './shell/welcome.tsx'
import { problem } from './store.ts'

export function App() {
  return (
    <div class="app" data-view={phoneView.value} data-side={isSideShown.value}>
      <GuildRail />
      <ChannelList />
      <main class="chat">
        <ChatHeader />
        {isConnected.value ? undefined : <p role="status">Connecting…</p>}
        <BotAway />
        <MessageList />
        {problem.value ? (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        ) : undefined}
        <Welcome />
        <Composer />
      </main>
      <InsideDock />
      <SidePanel />
      <PhoneBar />
      <BecomeDialog />
      <PersonCard />
    </div>
  )
}
