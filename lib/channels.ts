import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { psaEndpoint, psaSecretForm } from '../contract/psa.ts';
import { filledSecretName } from '../contract/stack.ts';
import { teamsSecretName } from '../contract/teams.ts';
import { variable } from '../contract/variables.ts';
import { filledSecret } from './filled-secret.ts';
import type { MailEvents } from './mail-events.ts';
import type { RotationFunction } from './rotation-function.ts';
import { SenderIdentity } from './sender-identity.ts';

/** Where messages go: SES, the Teams channels and the PSA. The last two are reached with secrets that the engineer fills. */
export class Channels extends Construct {
  /** DNS records that the sender's domain needs; `undefined` where the identity is none of the stack's. */
  readonly mailDnsRecords: string | undefined;
  private readonly teams: readonly CfnSecret[];
  private readonly psa: CfnSecret;
  private readonly psaEndpoint: string | undefined;
  private readonly mailFrom: string;

  constructor(
    scope: Construct,
    id: string,
    { msp, psa, mail, teams }: Estate,
    private readonly mailEvents: Pick<MailEvents, 'grantSending'>,
  ) {
    super(scope, id);
    this.mailFrom = msp.mailFrom;
    this.psaEndpoint = psaEndpoint(psa);
    this.mailDnsRecords =
      mail.identity === 'create'
        ? new SenderIdentity(this, 'Sender', { address: msp.mailFrom, bounceSubdomain: mail.bounceSubdomain })
            .dnsRecords
        : undefined;
    const { stackName } = Stack.of(this);
    const replacedByHand =
      'Issued by Teams and by the PSA, which offer no way to rotate it: the engineer replaces it by hand.';
    this.teams = [
      filledSecret(this, 'TeamsWebhook', {
        name: teamsSecretName(stackName),
        description: 'Address of the Teams workflow that posts cards',
        replacedByHand,
      }),
      ...(teams.enabled ? teams.channels : []).map((channel) =>
        filledSecret(this, `TeamsWebhook-${channel}`, {
          name: teamsSecretName(stackName, channel),
          description: `Address of the Teams workflow that posts cards to the channel ${channel}`,
          replacedByHand,
        }),
      ),
    ];
    this.psa = filledSecret(this, 'Psa', {
      name: filledSecretName(stackName, 'psa'),
      description: psa.system === 'none' ? 'PSA access: not used' : `PSA access: ${psaSecretForm[psa.system]}`,
      replacedByHand,
    });
  }

  grantPsa(user: RotationFunction): void {
    if (this.psaEndpoint !== undefined) user.set(variable.psaEndpoint, this.psaEndpoint);
    user
      .set(variable.psaSecretId, this.psa.ref)
      .allow({ actions: ['secretsmanager:GetSecretValue'], resources: [this.psa.ref] });
  }

  grantUse(user: RotationFunction): void {
    const stack = Stack.of(this);
    user.allow({ actions: ['secretsmanager:GetSecretValue'], resources: this.teams.map(({ ref }) => ref) }).allow({
      actions: ['ses:SendEmail'],
      resources: [
        stack.formatArn({
          service: 'ses',
          resource: 'identity',
          resourceName: '*',
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
        this.mailEvents.grantSending(user),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': this.mailFrom } },
      wildcard:
        'In the sandbox SES asks for the identity of each recipient too, and a sender is checked by its address or its domain. The condition binds the sender.',
    });
  }
}
