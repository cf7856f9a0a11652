import { wellFormedTexts } from './well-formed.ts';

/**
 * JSON in printable ASCII, with everything else escaped: it passes where some characters are refused. Texts are made well-formed.
 */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(wellFormedTexts(value)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
