/**
 * The beginning of a text, which ends between two characters as people see them: no accent, emoji or flag is cut in two, nor a
 * surrogate pair, half of which would not survive storing.
 *
 * @param longest  as `length` counts: UTF-16 code units
 */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text).containing(longest)?.index ?? 0;
  // One "character" may be made of more marks than there is room for: some of them are shown then.
  return end > 0 ? text.slice(0, end) : text.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
}
