import { idOf } from '../stable-id.ts';
import type { User } from '../tenant.ts';
import type { Route } from './route.ts';
import { userIn } from './users.ts';

/**
 * Ways to sign in, one type each. Unlike other lists it has one page, whatever its length.
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export const authenticationMethodRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/users/{id}/authentication/methods',
    permissions: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
    answer: (context) => {
      const user = userIn(context);
      return {
        status: 200,
        body: {
          '@odata.context': `${context.root}/$metadata#users('${user.id}')/authentication/methods`,
          value: methodsOf(user),
        },
      };
    },
  },
];

const methodsOf = ({ id, authenticationMethods = ['password'], createdDateTime }: User) =>
  authenticationMethods.map((method) => ({
    '@odata.type': `#microsoft.graph.${method}AuthenticationMethod`,
    id: method === 'password' ? '28c10230-6103-485e-b985-444c60001490' : idOf(id, 'method', method),
    createdDateTime,
  }));
