/** Most specific first: nearly all browsers also call themselves Safari, and many Chrome. */
const families: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Edge', /\bEdgA?(?:iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bVersion\/[\d.]+ .*\bSafari\//],
];

/** The family of a browser, for people to recognize a session by. It is what the browser says: a hint, and no proof. */
export const browserFamilyOf = (userAgent: string): string =>
  families.find(([, mark]) => mark.test(userAgent))?.[0] ?? 'Another program';
