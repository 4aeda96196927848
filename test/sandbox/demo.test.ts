import { describe, expect, test } from 'vitest'
import { createExpect, Otherwise } from '../../sandbox/demo/expect.ts'
import { glance, toPlain } from '../../sandbox/demo/plain.ts'

describe('the checks of the demo', () => {
  test('what holds is told', () => {
    const told: string[] = []
    const expects = createExpect({ cameTrue: (sentence) => told.push(sentence) })

    expects.that('Only Ana sees it', true, '')
    expects.reads('A swim has a pace', '2,500 m · 2:05 /100 m', '/100 m', '2:05')
    expects.equals('One refresh', [200], [200])

    expect(told).toEqual(['Only Ana sees it', 'A swim has a pace', 'One refresh'])
  })

  test('what does not hold ends the story, with what was expected and what was there', () => {
    const told: string[] = []
    const expects = createExpect({ cameTrue: (sentence) => told.push(sentence) })

    expect(() => expects.reads('A swim has a pace', '2,500 m', '2,500 m', '2:05')).toThrowError(Otherwise)
    expect(() => expects.equals('One refresh', [200, 200], [200])).toThrowError(
      expect.objectContaining({ expected: 'One refresh: [200]', found: '[200,200]' }),
    )
    expect(() => expects.that('Only Ana sees it', false, 'everyone')).toThrowError(
      expect.objectContaining({ expected: 'Only Ana sees it', found: 'everyone' }),
    )
    expect(told).toEqual([])
  })
})

describe('a page in the terminal', () => {
  test('reads line by line, with its choices and buttons, and without tags', () => {
    const page = `<html><head><title>No</title></head><body><h1>Link &amp; go</h1><p>You are
      <strong>Ana</strong></p><label><input type="radio" name="share" value="off"><span>Not<span>Only I see</span></span></label>
      <button type="submit">Connect</button></body></html>`

    expect(toPlain(page)).toBe('Link & go\nYou are Ana\n( ) Not: Only I see\n[ Connect ]')
  })

  test('is cut at its width when it is only glanced at', () => {
    expect(glance('short\nthis one is longer', 10)).toBe('short\nthis one…')
  })
})
