import type { Context } from 'hono';
import type { Estate } from '../../config/estate.ts';
import type { Now } from '../ports/clock.ts';
import type { RefusedVisitor } from './refusal.ts';
import type { Visitor } from './visitor.ts';

/** What Hono carries along with a request. */
export interface PortalEnvironment {
  /** `event`: the event of the HTTP API. Only it has the client's real address; headers can be forged. */
  readonly Bindings: { readonly event?: unknown };
  readonly Variables: { visitor: Visitor | undefined };
}

export type PortalContext = Context<PortalEnvironment>;

/** What every part of the portal needs. */
export interface PortalSettings {
  readonly estate: Estate;
  /** Where the pages are, without a slash at the end. */
  readonly portalUrl: string;
  readonly now: Now;
  /** Called with each error for which the visitor only sees "try again". */
  readonly reportFailure: (error: Error) => void;
  /** Called with each refusal, before its page is shown. Where it fails, the page is shown all the same. */
  readonly noteRefusal: (refused: RefusedVisitor) => void | Promise<void>;
}
