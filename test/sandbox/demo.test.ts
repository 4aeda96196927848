import { describe, expect, test } from 'vitest'
import { createExpectations, ExpectationError } from '../../sandbox/demo/expectations.ts'
import { htmlToText, truncateLines } from '../../sandbox/demo/html-to-text.ts'

describe('the checks of the demo', () => {
  test('a check that passes is reported', () => {
    const passed: string[] = []
    const expects = createExpectations({ passed: (sentence) => passed.push(sentence) })

    expects.isTrue('Only Ana sees it', true, '')
    expects.contains('A swim has a pace', '2,500 m · 2:05 /100 m', '/100 m', '2:05')
    expects.equals('One refresh', [200], [200])

    expect(passed).toEqual(['Only Ana sees it', 'A swim has a pace', 'One refresh'])
  })

  test('a check that fails ends the demo, with what was expected and what was found', () => {
    const passed: string[] = []
    const expects = createExpectations({ passed: (sentence) => passed.push(sentence) })

    expect(() => expects.contains('A swim has a pace', '2,500 m', '2,500 m', '2:05')).toThrowError(ExpectationError)
    expect(() => expects.equals('One refresh', [200, 200], [200])).toThrowError(
      expect.objectContaining({ expected: 'One refresh: [200]', found: '[200,200]' }),
    )
    expect(() => expects.isTrue('Only Ana sees it', false, 'everyone')).toThrowError(
      expect.objectContaining({ expected: 'Only Ana sees it', found: 'everyone' }),
    )
    expect(passed).toEqual([])
  })
})

describe('a page in the terminal', () => {
  test('is shown as lines of text, with its choices and buttons and without tags', () => {
    const page = `<html><head><title>No</title></head><body><h1>Link &amp; go</h1><p>You are
      <strong>Ana</strong></p><label><input type="radio" name="share" value="off"><span>Not<span>Only I see</span></span></label>
      <button type="submit">Connect</button></body></html>`

    expect(htmlToText(page)).toBe('Link & go\nYou are Ana\n( ) Not: Only I see\n[ Connect ]')
  })

  test('can have its lines truncated to a width', () => {
    expect(truncateLines('short\nthis one is longer', 10)).toBe('short\nthis one…')
  })
})
