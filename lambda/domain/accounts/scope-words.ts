/** Where a role holds, in words: `/` is the whole tenant, other scopes are one unit or one app. */
export function scopeWords(scope: string): string {
  if (scope === '/') return 'whole tenant';
  const unit = /^\/administrativeUnits\/(.+)$/i.exec(scope)?.[1];
  if (unit !== undefined) return `administrative unit ${unit}`;
  return /^\/[\w-]+$/.test(scope) ? `app ${scope.slice(1)}` : scope;
}
