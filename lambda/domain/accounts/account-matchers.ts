import { type AccountFacts, membership } from './account-facts.ts';
import { type AccountMatcher, isNamed } from './tenant-rules.ts';

/** Whether a matcher chooses an account. A property that is not known matches nothing. */
export function matches(facts: AccountFacts, matcher: AccountMatcher): boolean {
  const { user } = facts;
  if ('userPrincipalNamePrefix' in matcher) return startsWith(user.userPrincipalName, matcher.userPrincipalNamePrefix);
  if ('displayNamePrefix' in matcher) return startsWithWord(user.displayName ?? '', matcher.displayNamePrefix);
  if ('extensionAttribute' in matcher) {
    return user.extensionAttributes[`extensionAttribute${matcher.extensionAttribute}`] === matcher.equals;
  }
  if ('attributeSet' in matcher) {
    return user.securityAttributes[`${matcher.attributeSet}.${matcher.attribute}`]?.includes(matcher.equals) === true;
  }
  if ('property' in matcher) return user[matcher.property] === matcher.equals;
  if ('group' in matcher) return membership(facts, matcher.group) === true;
  return isNamed(user, matcher.account);
}

const startsWith = (text: string, prefix: string) => text.toLowerCase().startsWith(prefix.toLowerCase());

/** A word ends where the prefix ends: "Service" begins "Service Backup", not "Services Team". */
function startsWithWord(text: string, prefix: string): boolean {
  if (!startsWith(text, prefix)) return false;
  return !/[\p{L}\p{N}]$/u.test(prefix) || !/^[\p{L}\p{N}]/u.test(text.slice(prefix.length));
}

/** A matcher as the reason for rotating an account. */
export function describeMatcher(matcher: AccountMatcher): string {
  if ('userPrincipalNamePrefix' in matcher) return `UPN begins with ${matcher.userPrincipalNamePrefix}`;
  if ('displayNamePrefix' in matcher) return `display name begins with ${matcher.displayNamePrefix}`;
  if ('extensionAttribute' in matcher) return `extensionAttribute${matcher.extensionAttribute} is ${matcher.equals}`;
  if ('attributeSet' in matcher) return `${matcher.attributeSet}.${matcher.attribute} is ${matcher.equals}`;
  if ('property' in matcher) return `${matcher.property} is ${matcher.equals}`;
  if ('group' in matcher) return `member of group ${matcher.name ?? matcher.group}`;
  return 'named in the estate';
}
