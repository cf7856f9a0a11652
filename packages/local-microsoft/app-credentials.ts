import { randomBytes } from 'node:crypto';
import type { RegisteredCredentials } from './registered-credentials.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** What an engineer makes for one app: registered at Entra, and put into the app's secret as JSON. */
export interface AppCredential {
  readonly registered: RegisteredCredentials;
  readonly secret: string;
}

const MS_PER_DAY = 86_400_000;

/** Makes a certificate or a client secret for an app. Made anew at each start, so that nothing on disk could sign anything. */
export async function newAppCredential(
  kind: 'certificate' | 'secret',
  appName: string,
  now: Date,
): Promise<AppCredential> {
  const expires = new Date(now.getTime() + 180 * MS_PER_DAY);
  if (kind === 'certificate') {
    const made = await selfSignedCertificate(appName, { from: new Date(now.getTime() - MS_PER_DAY), to: expires });
    return { registered: { certificates: [made.certificate], clientSecrets: [] }, secret: JSON.stringify(made) };
  }
  const value = randomBytes(30).toString('base64url');
  return {
    registered: { certificates: [], clientSecrets: [{ value, expires }] },
    secret: JSON.stringify({ clientSecret: value }),
  };
}
