/** The first of some names, and how many there are besides: `a, b and 3 more`. @param most  how many are named */
export function firstFew(names: readonly string[], most: number): string {
  const named = names.slice(0, most).join(', ');
  return names.length > most ? `${named} and ${names.length - most} more` : named;
}
