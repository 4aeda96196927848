import { useState } from 'preact/hooks'
import type { MessageView } from '../../protocol.ts'
import type { SelectData } from './component-data.ts'
import { defaultsOf } from './select-choices.ts'
import { SelectMenu } from './select-menu.tsx'
import { pendingComponent, sendComponent } from './used-components.ts'

/** A select in a message. The chosen values stay until the message is edited. */
export function MessageSelect({ select, message }: { select: SelectData; message: MessageView }) {
  const source = JSON.stringify([select, message.editedAt])
  const [own, setOwn] = useState({ source, chosen: defaultsOf(select) })
  const chosen = own.source === source ? own.chosen : defaultsOf(select)
  return (
    <SelectMenu
      select={select}
      chosen={chosen}
      isBusy={pendingComponent(message.id) !== undefined}
      onChoose={(values) => {
        setOwn({ source, chosen: values })
        void sendComponent(message, select.custom_id, values)
      }}
    />
  )
}
