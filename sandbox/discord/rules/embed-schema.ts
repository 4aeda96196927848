import { z } from 'zod'

const url = z
  .string()
  .max(2048)
  .regex(/^(https?|attachment):\/\/\S+$/, 'Not a well formed URL.')
  .nullish()

export const embeds = z
  .array(
    z.looseObject({
      title: z.string().max(256).nullish(),
      description: z.string().max(4096).nullish(),
      url,
      timestamp: z.string().nullish(),
      color: z.number().int().min(0).max(0xff_ffff).nullish(),
      footer: z.looseObject({ text: z.string().min(1).max(2048), icon_url: url }).nullish(),
      author: z.looseObject({ name: z.string().min(1).max(256), url, icon_url: url }).nullish(),
      image: z.looseObject({ url }).nullish(),
      thumbnail: z.looseObject({ url }).nullish(),
      fields: z
        .array(
          z.looseObject({
            name: z.string().min(1).max(256),
            value: z.string().min(1).max(1024),
            inline: z.boolean().nullish(),
          }),
        )
        .max(25)
        .nullish(),
    }),
  )
  .max(10)
  .superRefine((all, context) => {
    const length = all.reduce((sum, one) => sum + embedLength(one), 0)
    if (length > 6000) {
      const params = { code: 'MAX_EMBED_SIZE_EXCEEDED' }
      context.addIssue({ code: 'custom', message: 'Embed size exceeds maximum size of 6000', params })
    }
  })

interface EmbedText {
  title?: string | null | undefined
  description?: string | null | undefined
  footer?: { text: string } | null | undefined
  author?: { name: string } | null | undefined
  fields?: { name: string; value: string }[] | null | undefined
}

function embedLength(embed: EmbedText): number {
  const texts = [embed.title, embed.description, embed.footer?.text, embed.author?.name]
  const fields = (embed.fields ?? []).flatMap((field) => [field.name, field.value])
  return [...texts, ...fields].reduce((sum, text) => sum + (text?.length ?? 0), 0)
}
