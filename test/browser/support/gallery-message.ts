import type { Json } from '../../../sandbox/discord/index.ts'

const text = (content: string) => ({ type: 10, content })
const row = (...components: Json[]) => ({ type: 1, components })

export const MARKDOWN = [
  '# Big\n## Middle\n### Small\n-# Underneath',
  'Plain **strong** *slanted* __under__ ~~gone~~ `code` ||a secret|| \\*as is\\*',
  '```\nWeek  km\n  48  120\n```',
  '> quoted\n> twice\n- one\n  - inside\n- two\n1. first\n2. second',
].join('\n')

export interface Mentioned {
  personId: string
  channelId: string
  commandId: string
  roleId: string
  unix: number
}

/** Every kind of mention, and links. */
export const mentions = ({ personId, channelId, commandId, roleId, unix }: Mentioned) =>
  [
    `<@${personId}> in <#${channelId}>, <@&${roleId}>: </strava recent:${commandId}> <:wheel:123456789012345678>`,
    `<t:${unix}:F> <t:${unix}:R>`,
    '[View on Strava](https://www.strava.com/activities/123) https://example.org/here',
    `[Open the channel](https://discord.com/channels/@me/${channelId})`,
  ].join('\n')

const OPTIONS = [
  { value: 'run', label: 'Run', description: 'On two feet', emoji: { name: '🏃' } },
  { value: 'ride', label: 'Ride' },
  { value: 'swim', label: 'Swim' },
]

const BUTTONS = [
  { style: 1, label: 'Primary', custom_id: 'one' },
  { style: 2, label: 'Secondary', custom_id: 'two', emoji: { name: '🚴' } },
  { style: 3, label: 'Success', custom_id: 'three' },
  { style: 4, label: 'Danger', custom_id: 'four' },
  { style: 2, label: 'Disabled', custom_id: 'five', disabled: true },
]

const select = (type: number, placeholder: string, more: Json = {}) =>
  row({ type, custom_id: placeholder.toLowerCase().replaceAll(' ', '-'), placeholder, ...more })

/** Every component that a message can have; the pictures are `1.png` to `4.png`, the file `notes.txt`. */
export const galleryComponents = (mentioned: Mentioned): Json[] => [
  {
    type: 17,
    accent_color: 0xfc4c02,
    components: [
      {
        type: 9,
        components: [
          text(`Ana · <@${mentioned.personId}>`),
          text('### [Morning ride](https://www.strava.com/activities/1)'),
        ],
        accessory: {
          type: 11,
          media: { url: 'https://cdn.discordapp.com/embed/avatars/3.png' },
          description: 'Profile picture',
        },
      },
      text(MARKDOWN),
      text(mentions(mentioned)),
      { type: 12, items: [1, 2, 3].map((n) => ({ media: { url: `attachment://${n}.png` }, description: `Map ${n}` })) },
      { type: 14, divider: true, spacing: 2 },
      {
        type: 9,
        components: [text('With a button')],
        accessory: { type: 2, style: 2, label: 'At the side', custom_id: 'side' },
      },
      row(...BUTTONS.map((button) => ({ type: 2, ...button }))),
      row({ type: 2, style: 5, label: 'A link', url: 'https://example.org/' }),
    ],
  },
  { type: 12, items: [{ media: { url: 'attachment://4.png' }, description: 'Hidden at first', spoiler: true }] },
  { type: 13, file: { url: 'attachment://notes.txt' } },
  select(3, 'One sport', { options: OPTIONS }),
  select(3, 'Two sports', { options: OPTIONS, min_values: 2, max_values: 2 }),
  select(5, 'A member'),
  select(6, 'A role'),
  select(7, 'Anybody'),
  select(8, 'A text channel', { channel_types: [0] }),
]

/** A form with every field. */
export const galleryForm = {
  custom_id: 'form',
  title: 'All kinds of fields',
  components: [
    text('Some **words** before.'),
    {
      type: 18,
      label: 'Minutes',
      description: 'A whole number',
      component: { type: 4, style: 1, custom_id: 'minutes', min_length: 2, max_length: 4, required: true },
    },
    {
      type: 18,
      label: 'Sport',
      component: {
        type: 3,
        custom_id: 'sport',
        placeholder: 'Choose',
        options: OPTIONS.map(({ emoji: _, ...one }) => one),
      },
    },
    {
      type: 18,
      label: 'When',
      component: {
        type: 21,
        custom_id: 'when',
        required: false,
        options: [
          { value: 'now', label: 'Now' },
          { value: 'later', label: 'Later' },
        ],
      },
    },
    { type: 18, label: 'Why', component: { type: 4, style: 2, custom_id: 'why', required: false } },
  ],
}
