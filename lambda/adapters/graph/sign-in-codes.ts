interface SignInCode {
  /** Whether the same request may succeed later without anybody doing something. */
  readonly retry: boolean;
  readonly text: string;
}

const notConsented = { retry: false, text: "the app is not in this tenant: a customer's administrator must consent" };
const wrongTenant = {
  retry: false,
  text: 'no such tenant in this cloud: check tenantId and graph.cloud in the estate',
};
const badAssertion = { retry: false, text: "the app's federated credential does not accept our assertion" };
const blocked = { retry: false, text: "the customer's Conditional Access blocks the app" };
const busy = { retry: true, text: 'Entra is busy' };

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
  700027: badAssertion,
  50012: badAssertion,
  50013: badAssertion,
  500133: badAssertion,
  7000215: badAssertion,
  7000218: badAssertion,
  7000222: badAssertion,
  // A new federated credential takes minutes to be known everywhere, and may be refused after a first success.
  70021: { retry: true, text: "the app's federated credential is not known to Entra, or not everywhere yet" },
  7000112: { retry: false, text: 'the app is disabled in this tenant' },
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
  return seen.flatMap((code) => codes[code] ?? [])[0] ?? { retry: false, text: 'Entra refused the app' };
}
