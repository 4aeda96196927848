import fc from 'fast-check'

/** Any code point except halves of surrogate pairs. fast-check's own `binary` makes a table of all million of them in each process. */
const codePoint = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800))

/** Text of any characters at all. */
export const anyString = ({ maxLength }: { maxLength?: number } = {}) =>
  fc.string({ unit: codePoint, ...(maxLength === undefined ? {} : { maxLength }) })
