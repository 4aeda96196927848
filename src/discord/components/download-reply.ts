import { type APIFileComponent, ComponentType } from 'discord-api-types/v10'
import { NEUTRAL_COLOUR } from '../../core/sport.ts'
import type { Message } from '../../i18n/message.ts'
import type { MessageFile, Reply } from '../reply.ts'
import { container, textDisplay } from './message-parts.ts'
import { sentence } from './text-reply.ts'

const fileComponent = ({ file }: MessageFile): APIFileComponent => ({
  type: ComponentType.File,
  file: { url: `attachment://${file}` },
})

/** A text and a file to download; `refused` if Discord takes no files there. */
export const downloadReply = (
  download: MessageFile,
  { text, refused }: { text: Message; refused: Message },
): Reply => ({
  download,
  render: (translator, { download: sent }) => [
    container(NEUTRAL_COLOUR, [
      textDisplay(sentence(sent ? text : refused, translator)),
      ...(sent ? [fileComponent(sent)] : []),
    ]),
  ],
})
