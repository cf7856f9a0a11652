import type { Declarations } from './declarations.ts';

/**
 * Checks that each role may be taken by the service that takes it.
 *
 * @throws {Error} for a role that AWS wouldn't hand out
 */
export function checkTrust({ functions, machines, schedules, roles }: Declarations): void {
  const takers = [
    ...functions.map(({ name, roleArn }) => ({ name, roleArn, service: 'lambda.amazonaws.com' })),
    ...machines.map(({ name, roleArn }) => ({ name, roleArn, service: 'states.amazonaws.com' })),
    ...schedules.map(({ name, roleArn }) => ({ name, roleArn, service: 'scheduler.amazonaws.com' })),
  ];
  for (const { name, roleArn, service } of takers) {
    const role = roles.find(({ arn }) => arn === roleArn);
    if (role === undefined) throw new Error(`${name}: its role ${roleArn} is not in the template`);
    if (!role.trustedServices.includes(service)) throw new Error(`${name}: its role doesn't trust ${service}`);
  }
}
