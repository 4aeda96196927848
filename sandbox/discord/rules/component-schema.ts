import { z } from 'zod'

const customId = z.string().min(1).max(100)
const componentId = z.number().int().min(0).nullish()
const emoji = z
  .object({ id: z.string().nullish(), name: z.string().nullish(), animated: z.boolean().nullish() })
  .nullish()
const webUrl = z
  .string()
  .max(512)
  .refine((text) => /^(https?|discord):\/\/\S+$/.test(text) && URL.canParse(text), {
    message: 'Scheme must be one of (http, https, discord).',
    params: { code: 'URL_TYPE_INVALID_SCHEME' },
  })
const mediaUrl = z
  .string()
  .max(2048)
  .refine((text) => /^(https?|attachment):\/\/\S+$/.test(text), {
    message: 'Scheme must be one of (http, https, attachment).',
    params: { code: 'URL_TYPE_INVALID_SCHEME' },
  })
const media = z.looseObject({ url: mediaUrl })

const button = z
  .looseObject({
    type: z.literal(2),
    id: componentId,
    style: z.number().int().min(1).max(6),
    label: z.string().max(80).nullish(),
    emoji,
    custom_id: customId.nullish(),
    url: webUrl.nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine((one, context) => {
    const addIssue = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message, params: { code: 'BUTTON_COMPONENT_INVALID' } })
    if (one.style === 5 && one.url == null) addIssue('url', 'A link button needs a url')
    if (one.style === 5 && one.custom_id != null) addIssue('custom_id', 'A link button has no custom id')
    if (one.style < 5 && one.custom_id == null) addIssue('custom_id', 'This field is required')
    if (one.style < 5 && one.url != null) addIssue('url', 'Only a link button has a url')
    if (one.style !== 6 && !one.label && one.emoji == null) addIssue('label', 'A button needs a label or an emoji')
  })

const selectBase = {
  id: componentId,
  custom_id: customId,
  placeholder: z.string().max(150).nullish(),
  min_values: z.number().int().min(0).max(25).nullish(),
  max_values: z.number().int().min(1).max(25).nullish(),
  disabled: z.boolean().nullish(),
}
const selectOption = z.looseObject({
  label: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  description: z.string().max(100).nullish(),
  emoji,
  default: z.boolean().nullish(),
})
const select = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal(3), ...selectBase, options: z.array(selectOption).min(1).max(25) }),
  ...([5, 6, 7, 8] as const).map((type) => z.looseObject({ type: z.literal(type), ...selectBase })),
])

const row = z
  .looseObject({
    type: z.literal(1),
    id: componentId,
    components: z
      .array(z.union([button, select], 'Only buttons or one select'))
      .min(1)
      .max(5),
  })
  .superRefine((one, context) => {
    if (one.components.length > 1 && one.components.some((child) => child.type !== 2)) {
      const message = 'A select fills its row'
      context.addIssue({
        code: 'custom',
        path: ['components'],
        message,
        params: { code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED' },
      })
    }
  })

const textDisplay = z.looseObject({ type: z.literal(10), id: componentId, content: z.string().min(1).max(4000) })
const thumbnail = z.looseObject({
  type: z.literal(11),
  id: componentId,
  media,
  description: z.string().max(1024).nullish(),
  spoiler: z.boolean().nullish(),
})
const section = z.looseObject({
  type: z.literal(9),
  id: componentId,
  components: z.array(textDisplay).min(1).max(3),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
})
const galleryItem = z.looseObject({
  media,
  description: z.string().max(1024).nullish(),
  spoiler: z.boolean().nullish(),
})
const gallery = z.looseObject({ type: z.literal(12), id: componentId, items: z.array(galleryItem).min(1).max(10) })
const file = z.looseObject({
  type: z.literal(13),
  id: componentId,
  file: z.looseObject({ url: z.string().regex(/^attachment:\/\/\S+$/, 'Only attachment:// is allowed here') }),
})
const separator = z.looseObject({
  type: z.literal(14),
  id: componentId,
  divider: z.boolean().nullish(),
  spacing: z.union([z.literal(1), z.literal(2)]).nullish(),
})
const container = z.looseObject({
  type: z.literal(17),
  id: componentId,
  components: z.array(z.discriminatedUnion('type', [row, section, textDisplay, gallery, file, separator])).min(1),
  accent_color: z.number().int().min(0).max(0xff_ffff).nullish(),
  spoiler: z.boolean().nullish(),
})

export const componentsV1 = z.array(row).max(5)
export const componentsV2 = z
  .array(z.discriminatedUnion('type', [row, section, textDisplay, gallery, file, separator, container]))
  .max(40)
