import { BOT_FACE, faceOf } from '../../faces.ts'

/** The invented face of a person or the bot. It has no alt text, because the name is next to it. */
export const Face = ({ personId, size = 32 }: { personId: string | 'bot'; size?: number }) => (
  <img class="face" src={personId === 'bot' ? BOT_FACE : faceOf(personId)} alt="" width={size} height={size} />
)
