import type { Tenant } from '../tenant.ts';
import { adventureWorks } from './adventure-works.ts';
import { contoso } from './contoso.ts';
import { fabrikam } from './fabrikam.ts';

/** The customers of the example estate: about thirty accounts each, with every awkward kind among them. */
export const exampleTenants: readonly Tenant[] = [contoso, fabrikam, adventureWorks];
