import './style/theme.css'
import './style/layout.css'
import { Composer } from './chat/composer.tsx'
import { MessageList } from './chat/message-list.tsx'
import { isConnected } from './connection.ts'
import { ChannelList } from './shell/channel-list.tsx'
import { GuildRail } from './shell/guild-rail.tsx'
import { channel, problem } from './store.ts'

export function App() {
  return (
    <div class="app">
      <GuildRail />
      <ChannelList />
      <main class="chat">
        <header class="chat-header">
          <h1>
            <span aria-hidden="true">{channel.value?.type === 'direct' ? '@' : '#'}</span> {channel.value?.name}
          </h1>
        </header>
        {isConnected.value ? undefined : <p role="status">Connecting…</p>}
        <MessageList />
        {problem.value ? (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        ) : undefined}
        <Composer />
      </main>
    </div>
  )
}
