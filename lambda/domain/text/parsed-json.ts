/** @returns `undefined`: it is no JSON. What the parser says would quote the text */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
