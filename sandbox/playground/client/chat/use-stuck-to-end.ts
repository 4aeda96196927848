import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Within this distance, the list counts as scrolled to its end. CSS pixels. */
const NEAR_PX = 40

/**
 * Keeps a growing list scrolled to its end unless the person has scrolled up. `listId` identifies the list, `lastId`
 * its newest entry; `isOwn` means that the current person caused this entry.
 */
export function useStuckToEnd(listId: string, lastId: string | undefined, isOwn: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const lastTop = useRef(0)
  const [hasNews, setNews] = useState(false)
  const goToEnd = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
    isAtEnd.current = true
    setNews(false)
  }, [])
  // A different list starts at its end.
  useLayoutEffect(goToEnd, [listId, goToEnd])
  useLayoutEffect(() => {
    if (!lastId) return
    if (isAtEnd.current || isOwn) goToEnd()
    else setNews(true)
  }, [lastId, isOwn, goToEnd])
  useLayoutEffect(() => {
    const list = scroller.current?.firstElementChild
    if (!list) return
    // Pictures change the height when they load.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) goToEnd()
    })
    observer.observe(list)
    if (scroller.current) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [goToEnd])
  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
    // The list may have grown since it was scrolled to its end, so only scrolling up counts as leaving it.
    if (isNear) isAtEnd.current = true
    else if (element.scrollTop < lastTop.current) isAtEnd.current = false
    lastTop.current = element.scrollTop
    if (isAtEnd.current) setNews(false)
  }, [])
  return { scroller, hasNews, goToEnd, onScroll }
}
