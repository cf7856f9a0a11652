/**
 * Stands in for the SDK's chain of credential providers (profiles, SSO, instance metadata …), which the bundler replaces by
 * this: Lambda hands a function its role's credentials in the environment, and no other source is wanted.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('the environment holds no credentials');
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
};
