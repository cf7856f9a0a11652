/** In what no federated credential of the app fits our identity token. `unsaid`: Entra does not tell. */
export type Mismatch = 'unsaid' | 'none' | 'issuer' | 'audience' | 'subject' | 'capitals';

interface SignInCode {
  readonly text: string;
  /** What a person must look at; left out where the text says all. */
  readonly cause?: 'consent' | 'proof';
  readonly mismatch?: Mismatch;
  /** Whether the same request may succeed later without a change by a person. */
  readonly retry?: true;
  /** Whether the app's certificate or client secret was refused: it may have been replaced since it was read. */
  readonly outdated?: true;
}

const notConsented: SignInCode = {
  cause: 'consent',
  text: "the app is not in this tenant: a customer's administrator must consent",
};
const wrongTenant: SignInCode = { text: 'no such tenant in this cloud: check tenantId and graph.cloud in the estate' };
const unreadable: SignInCode = { cause: 'proof', text: "Entra cannot check the assertion's signature" };
const outOfTime: SignInCode = { text: 'the assertion is outside its valid time: is our clock right?' };
const otherApp: SignInCode = { text: 'the assertion is for another app: check the client ids in the estate' };
const badCertificate: SignInCode = {
  cause: 'proof',
  outdated: true,
  text: 'the certificate has expired, or is not registered for the app',
};
const badSecret: SignInCode = { cause: 'proof', outdated: true, text: "the app's client secret is wrong" };
const disabled: SignInCode = { text: 'the app is disabled in this tenant' };
const blocked: SignInCode = { text: "the customer's Conditional Access blocks the app" };
const busy: SignInCode = { retry: true, text: 'Entra is busy' };

/** A new federated credential takes minutes to be known everywhere, and may be refused after a first success. */
const misfit = (mismatch: Mismatch, of: string): SignInCode => ({
  cause: 'proof',
  mismatch,
  retry: true,
  text: `the app has no federated credential ${of}, or Entra does not know it everywhere yet`,
});
const noIssuer = misfit('issuer', 'for our issuer');
const noAudience = misfit('audience', 'for our audience');
const noSubject = misfit('subject', 'for our subject');

/**
 * What the numbers of Entra's refusals mean. Texts may change at any time, numbers seldom do. Microsoft's list lacks those about
 * federated credentials; they stand in public reports.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 * @see https://github.com/Azure/azure-workload-identity/issues/1200 700211 issuer · https://github.com/Azure/login/issues/482
 *   700213 subject · https://github.com/microsoft/Agents/issues/202 7002137 subject of another form ·
 *   https://github.com/Azure/login/issues/515 7002138 capitals
 */
const codes: Readonly<Record<number, SignInCode>> = {
  65001: notConsented,
  650056: notConsented,
  700011: notConsented,
  700016: notConsented,
  7000229: notConsented,
  90094: notConsented,
  90099: notConsented,
  50059: wrongTenant,
  50128: wrongTenant,
  90002: wrongTenant,
  90038: wrongTenant,
  900382: wrongTenant,
  900432: wrongTenant,
  50012: unreadable,
  50013: unreadable,
  900384: unreadable,
  500133: outOfTime,
  700024: outOfTime,
  50048: otherApp,
  700021: otherApp,
  700023: { text: 'the assertion is for another token endpoint: check graph.cloud in the estate' },
  700025: {
    text: 'the app is registered as a public client: turn off "Allow public client flows" in your home tenant',
  },
  700027: badCertificate,
  700030: badCertificate,
  1000502: badCertificate,
  70002: badSecret,
  7000215: badSecret,
  7000222: { cause: 'proof', outdated: true, text: "the app's client secret has expired" },
  7000218: { text: 'the app was not proven: check graph.credential in the estate' },
  70021: misfit('unsaid', 'that fits'),
  70025: misfit('none', 'at all'),
  700211: noIssuer,
  700212: noAudience,
  7002121: noAudience,
  700213: noSubject,
  7002137: noSubject,
  // No `retry`: the credential is known, and no waiting changes how it was written.
  7002138: {
    cause: 'proof',
    mismatch: 'capitals',
    text: "the subject of the app's federated credential is not written like ours: only capitals differ",
  },
  70001: disabled,
  7000112: disabled,
  50131: blocked,
  53003: blocked,
  530032: blocked,
  530035: { text: "the customer's security defaults block the app" },
  50033: busy,
  90006: busy,
  90012: busy,
  90024: busy,
  90033: busy,
  90055: busy,
  90090: busy,
  90091: busy,
};

/** The first known of an answer's codes. */
export function meaningOf(seen: readonly number[]): SignInCode {
  return seen.flatMap((code) => codes[code] ?? [])[0] ?? { text: 'Entra refused the app' };
}
