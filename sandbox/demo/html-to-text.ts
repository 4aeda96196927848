const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The text of a page, with one line per paragraph, heading and choice. */
export function htmlToText(html: string): string {
  return html
    .replace(/<head>[\s\S]*?<\/head>/, '')
    .replace(/\s+/g, ' ')
    .replace(/<input type="radio"[^>]*>/g, '( ) ')
    .replace(/<input type="checkbox"[^>]*>/g, '[x] ')
    .replace(/<button[^>]*>(.*?)<\/button>/g, '[ $1 ] ')
    .replace(/<span>(?=[^<]*<\/span><\/span>)/g, ': ')
    .replace(/<span class[^>]*>/g, '\n')
    .replace(/<\/?(h\d|p|div|form|fieldset|legend|label|header|main)\b[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Long lines cut at `width`, for a preview of a page. */
export const truncateLines = (text: string, width = 96) =>
  text
    .split('\n')
    .map((line) => (line.length > width ? `${line.slice(0, width - 1).trimEnd()}…` : line))
    .join('\n')
