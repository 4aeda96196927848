import './style/theme.css'
import './chat/messages.css'
import './chat/popups.css'
import './picture.css'
import { render } from 'preact'
import type { Picture, ShownMessage } from '../picture.ts'
import type { Entities } from '../protocol.ts'
import { Form } from './chat/form-dialog.tsx'
import { Message } from './chat/message.tsx'
import { entities } from './connection.ts'

const merge = <Kind extends keyof ShownMessage['entities']>(shown: Picture['shown'], kind: Kind): Entities[Kind] =>
  Object.assign({}, ...shown.map((one) => one.entities[kind]))

function Shown({ name, message, modal }: ShownMessage) {
  return (
    <figure>
      <figcaption>{name}</figcaption>
      {message ? <Message message={message} isGrouped={false} /> : undefined}
      {modal ? <Form id="form" modal={modal} /> : undefined}
    </figure>
  )
}

// A page of message snapshots, rendered by the same components as the chat.
globalThis.showPicture = async ({ language, shown }) => {
  document.documentElement.lang = language
  entities.value = {
    ...entities.value,
    session: merge(shown, 'session'),
    person: merge(shown, 'person'),
    guild: merge(shown, 'guild'),
    channel: merge(shown, 'channel'),
    command: merge(shown, 'command'),
  }
  const main = document.getElementById('picture')
  if (!main) return
  main.dataset.count = shown.length > 1 ? 'several' : 'one'
  render(null, main)
  render(
    shown.map((one, index) => <Shown key={String(index)} {...one} />),
    main,
  )
  await Promise.all(
    [...document.images].map((image) => {
      // Including images below the viewport.
      image.loading = 'eager'
      return image.decode()
    }),
  )
  await document.fonts.ready
}
