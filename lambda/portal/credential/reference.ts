import type { EstateTenant } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';

/**
 * How forms and addresses name a link: by its tenant's short name and its fingerprint, such as `contoso.0123456789ab`. It opens nothing: it
 * is looked up among the open links of tenants that the visitor decides for, and the id of a link is in no page.
 */
export const referenceOf = (link: CredentialLink, tenants: readonly EstateTenant[]): string =>
  `${tenants.find(({ tenantId }) => tenantId === link.tenantId)?.name ?? ''}.${fingerprintOf(link.linkId)}`;

export interface Reference {
  readonly tenant: EstateTenant;
  readonly fingerprint: string;
}

const REFERENCE = /^([a-z0-9-]{1,24})\.([0-9a-f]{12})$/;

/** More than a page's form ever names at once. */
const MOST_REFERENCES = 100;

/**
 * The references in a field of a form, separated by commas, each once.
 * @returns `undefined` for a field that no page of this visitor's has: it is too long, or one reference is not well-formed, or of a tenant
 *   that the visitor does not decide for
 */
export function referencesIn(field: string, tenants: readonly EstateTenant[]): readonly Reference[] | undefined {
  const texts = [...new Set(field.split(','))];
  if (field === '' || texts.length > MOST_REFERENCES) return undefined;
  const references = texts.map((text) => {
    const [, name, fingerprint] = REFERENCE.exec(text) ?? [];
    const tenant = tenants.find((each) => each.name === name);
    return tenant === undefined || fingerprint === undefined ? undefined : { tenant, fingerprint };
  });
  return references.every((each) => each !== undefined) ? references : undefined;
}
