import { z } from 'zod'

const choice = z.looseObject({
  name: z.string().min(1).max(100),
  value: z.union([z.string().max(100), z.number()]),
})

export const choicesForm = z.looseObject({ choices: z.array(choice).max(25) })

const textInput = z.looseObject({
  type: z.literal(4),
  custom_id: z.string().min(1).max(100),
  style: z.union([z.literal(1), z.literal(2)]),
  label: z.string().max(45).nullish(),
  min_length: z.number().int().min(0).max(4000).nullish(),
  max_length: z.number().int().min(1).max(4000).nullish(),
  required: z.boolean().nullish(),
  value: z.string().max(4000).nullish(),
  placeholder: z.string().max(100).nullish(),
})
const label = z.looseObject({
  type: z.literal(18),
  label: z.string().min(1).max(45),
  description: z.string().max(100).nullish(),
  component: z.looseObject({ type: z.union([3, 4, 5, 6, 7, 8, 19, 21, 22, 23].map((one) => z.literal(one))) }),
})
const row = z.looseObject({ type: z.literal(1), components: z.array(textInput).length(1) })
const text = z.looseObject({ type: z.literal(10), content: z.string().min(1).max(4000) })

export const modalForm = z.looseObject({
  custom_id: z.string().min(1).max(100),
  title: z.string().min(1).max(45),
  components: z
    .array(z.discriminatedUnion('type', [row, label, text]))
    .min(1)
    .max(5),
})
