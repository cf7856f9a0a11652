import { variable } from '../../contract/variables.ts';
import { type CredentialName, credentialNames } from '../adapters/aws/secrets-manager/credential-name.ts';
import { read } from './variables.ts';

/** How the credentials of this stack are called. */
export const deployedCredentialNames = (): CredentialName => credentialNames(read(variable.credentialPrefix));
