interface SignInCode {
  /** Whether the same request may succeed later without a change by a person. */
  readonly retry?: true;
  /** Whether the app's certificate or client secret was refused: it may have been replaced since it was read. */
  readonly outdated?: true;
  readonly text: string;
}

const notConsented = { text: "the app is not in this tenant: a customer's administrator must consent" };
const wrongTenant = { text: 'no such tenant in this cloud: check tenantId and graph.cloud in the estate' };
const unreadable = { text: "Entra cannot check the assertion's signature" };
const outOfTime: SignInCode = { text: 'the assertion is outside its valid time: is our clock right?' };
const badCertificate: SignInCode = {
  outdated: true,
  text: 'the certificate has expired, or is not registered for the app',
};
const blocked = { text: "the customer's Conditional Access blocks the app" };
const busy: SignInCode = { retry: true, text: 'Entra is busy' };

/**
 * What the numbers of Entra's refusals mean. Texts may change at any time, numbers hold.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const codes: Readonly<Record<number, SignInCode>> = {
  65001: notConsented,
  650056: notConsented,
  700016: notConsented,
  700011: notConsented,
  90002: wrongTenant,
  90038: wrongTenant,
  900382: wrongTenant,
  50012: unreadable,
  50013: unreadable,
  500133: outOfTime,
  700024: outOfTime,
  700021: { text: 'the assertion is for another app: check the client ids in the estate' },
  700023: { text: 'the assertion is for another token endpoint: check graph.cloud in the estate' },
  700027: badCertificate,
  1000502: badCertificate,
  7000215: { outdated: true, text: "the app's client secret is wrong" },
  7000222: { outdated: true, text: "the app's client secret has expired" },
  7000218: { text: 'the app was not proven: check graph.credential in the estate' },
  // A new federated credential takes minutes to be known everywhere, and may be refused after a first success.
  70021: { retry: true, text: "the app's federated credential is not known to Entra, or not everywhere yet" },
  7000112: { text: 'the app is disabled in this tenant' },
  53003: blocked,
  530032: blocked,
  90006: busy,
  90024: busy,
  90033: busy,
  90055: busy,
  90090: busy,
};

/** The first known of an answer's codes. */
export function meaningOf(seen: readonly number[]): SignInCode {
  return seen.flatMap((code) => codes[code] ?? [])[0] ?? { text: 'Entra refused the app' };
}
