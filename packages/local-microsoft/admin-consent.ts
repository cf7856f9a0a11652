import { html } from 'hono/html';
import type { AppRegistration } from './app-registrations.ts';
import { kindOf } from './app-token.ts';
import { htmlAnswer } from './authorize.ts';
import type { AppKind, Directory } from './directory.ts';
import { entraError, entraText } from './entra-error.ts';
import type { EntraOptions } from './entra-options.ts';
import { page, refusedPage } from './sign-in-page.ts';

/**
 * GET: asks an administrator of the tenant for consent. Changes nothing.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function showConsent(
  options: EntraOptions,
  tenantId: string,
  action: string,
  query: URLSearchParams,
): Promise<Response> {
  const asked = askedIn(options, tenantId, query);
  if ('refused' in asked) return asked.refused;
  return htmlAnswer(
    page(
      'Permissions requested (simulated)',
      html`<p class="mark">Simulated Microsoft consent. Whoever opens this page is an administrator of ${asked.directory.tenant.displayName}.</p>
        <h1>${asked.registration.displayName} asks for your organization’s permission to</h1>
        <ul>
          ${asked.registration.permissions.map((each) => html`<li>${each}</li>`)}
        </ul>
        <form method="post" action="${action}">
          <input type="hidden" name="client_id" value="${asked.clientId}" />
          <button type="submit" name="decision" value="accept">Accept</button>
          <button type="submit" name="decision" value="cancel" class="cancel">Cancel</button>
        </form>`,
    ),
  );
}

/** POST: grants what the registration asks for now. A permission that is added to it later needs consent again. */
export function giveConsent(options: EntraOptions, tenantId: string, form: URLSearchParams): Promise<Response> {
  const asked = askedIn(options, tenantId, form);
  if ('refused' in asked) return asked.refused;
  if (form.get('decision') !== 'accept') return htmlAnswer(refusedPage(entraText(65004)), undefined, 400);
  const { displayName, permissions } = asked.registration;
  asked.directory.consent(asked.kind, permissions);
  const mark = html`<p class="mark">Simulated Microsoft consent</p>`;
  return htmlAnswer(page('Consent given (simulated)', html`${mark}<h1>Consent given: ${displayName}</h1>`));
}

type Asked =
  | { readonly refused: Promise<Response> }
  | {
      readonly directory: Directory;
      readonly clientId: string;
      readonly kind: AppKind;
      readonly registration: AppRegistration;
    };

function askedIn(options: EntraOptions, tenantId: string, parameters: URLSearchParams): Asked {
  const directory = options.directories.get(tenantId);
  if (directory === undefined) return { refused: Promise.resolve(entraError(90002)) };
  const clientId = parameters.get('client_id') ?? '';
  const kind = kindOf(options, clientId);
  if (kind === undefined) return { refused: htmlAnswer(refusedPage(entraText(700016)), undefined, 400) };
  // The simulated registrations have no address to which a browser may be sent.
  if (parameters.has('redirect_uri')) return { refused: htmlAnswer(refusedPage(entraText(50011)), undefined, 400) };
  return { directory, clientId, kind, registration: options.registrations[kind] };
}
