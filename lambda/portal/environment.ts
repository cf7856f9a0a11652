import type { Context } from 'hono';
import type { Estate } from '../../config/estate.ts';
import type { AccessLog } from '../ports/audit.ts';
import type { Now } from '../ports/clock.ts';
import type { Visitor } from './visitor.ts';

/** What Hono carries along with a request. */
export interface PortalEnvironment {
  /** `event`: the event of the HTTP API. Only it has the client's real address; headers can be forged. */
  readonly Bindings: { readonly event?: unknown };
  readonly Variables: {
    visitor: Visitor | undefined;
    /** Whether a page for who is not signed in holds a form: its browser must then say where the form came from. */
    holdsForm: boolean | undefined;
  };
}

export type PortalContext = Context<PortalEnvironment>;

/** The functions that answer visitors. */
export type PortalFunction = 'portal' | 'approvals' | 'credential-page' | 'sign-in' | 'contact-page';

/** What every part of the portal needs. */
export interface PortalSettings {
  readonly estate: Estate;
  /** Where the pages are, without a slash at the end. */
  readonly portalUrl: string;
  readonly now: Now;
  /** Records what visitors are refused, and their sign-ins. */
  readonly accessLog: AccessLog;
  /** The function that answers: records name it. */
  readonly component: PortalFunction;
  /** Called when one thing was refused so often that a person must look. */
  readonly callForMany: () => void;
  /** Called with each error for which the visitor only sees "try again". */
  readonly reportFailure: (error: Error) => void;
}
