import * as z from 'zod';
import type { Psa } from '../../../../config/estate.ts';
import type { TicketFinding } from '../../../ports/tickets.ts';
import type { Chosen } from '../chosen.ts';
import { finding, type Problem, sameName } from '../found-problem.ts';
import { boardOf, closingStatus, priorityOf } from './choices.ts';
import type { Session } from './connection.ts';
import { ConnectWiseRefusal } from './refusal.ts';

/** A person waits, and a large instance has some thousand companies. */
const PATIENCE_MS = 120_000;

/** Looks at keys, rights, names of the estate and each company. It asks, and changes nothing. */
export async function checkConnectWise(
  open: (milliseconds: number) => Promise<Session>,
  psa: Extract<Psa, { system: 'connectwise' }>,
  companies: readonly string[],
): Promise<readonly TicketFinding[]> {
  const look = (what: string, problem: () => Promise<Problem | undefined>) => finding(what, problem, nextAfter);
  let session: Session | undefined;
  const keys = await look('keys', async () => {
    session = await open(PATIENCE_MS);
    await session.request(z.array(z.unknown()), { path: 'service/tickets', query: { fields: 'id', pageSize: '1' } });
    return undefined;
  });
  // Where even a ticket cannot be read, each further question would say the same.
  if (session === undefined || keys.problem !== undefined) return [keys];
  const asked = session;
  return [
    keys,
    ...(psa.board === undefined ? [] : await boardFindings(asked, psa.board, psa.closedStatus, look)),
    ...(psa.raisedPriority === undefined
      ? []
      : [
          await look(`priority ${psa.raisedPriority}`, async () =>
            problemOf(await priorityOf(asked, psa.raisedPriority ?? '')),
          ),
        ]),
    ...(await companyFindings(asked, companies, look)),
  ];
}

type Look = (what: string, problem: () => Promise<Problem | undefined>) => Promise<TicketFinding>;

async function boardFindings(
  session: Session,
  name: string,
  closedStatus: string | undefined,
  look: Look,
): Promise<readonly TicketFinding[]> {
  let board: Chosen | undefined;
  const found = await look(`board ${name}`, async () => {
    board = await boardOf(session, name);
    return problemOf(board);
  });
  if (board === undefined || 'problem' in board) return [found];
  const { id } = board;
  const closing = await look(`closed status${closedStatus === undefined ? '' : ` ${closedStatus}`}`, async () =>
    problemOf(await closingStatus(session, id, closedStatus)),
  );
  return [found, closing];
}

const problemOf = (chosen: Chosen): Problem | undefined => ('problem' in chosen ? chosen.problem : undefined);

const companySchema = z.object({
  identifier: z.string(),
  deletedFlag: z.boolean().nullish(),
  status: z.object({ name: z.string().nullish() }).nullish(),
});

/** All companies in pages of a thousand: names of the estate never stand in a search, which they might change. */
async function companyFindings(
  session: Session,
  wanted: readonly string[],
  look: Look,
): Promise<readonly TicketFinding[]> {
  if (wanted.length === 0) return [];
  let companies: readonly z.output<typeof companySchema>[] = [];
  const read = await look('companies', async () => {
    const query = { fields: 'identifier,deletedFlag,status' };
    companies = await session.list(companySchema, { path: 'company/companies', query });
    return undefined;
  });
  if (read.problem !== undefined) return [read];
  return wanted.map((identifier) => {
    const what = `company ${identifier}`;
    const problem = companyProblem(companies.find((each) => sameName(each.identifier, identifier)));
    return problem === undefined ? { what } : { what, problem };
  });
}

function companyProblem(company: z.output<typeof companySchema> | undefined): Problem | undefined {
  if (company === undefined) {
    return {
      is: 'ConnectWise has no company of this identifier, or the API member may not see it',
      next: 'write the company’s Company ID as ConnectWise has it, which is not its name, as ticketCompany of the tenant',
    };
  }
  if (company.deletedFlag === true)
    return { is: 'this company is deleted', next: 'name another one as ticketCompany of the tenant' };
  if (sameName(company.status?.name, 'Inactive')) {
    return {
      is: 'this company is inactive',
      next: 'set its status in ConnectWise, or name another one as ticketCompany',
    };
  }
  return undefined;
}

function nextAfter(error: unknown): string {
  const status = error instanceof ConnectWiseRefusal ? error.status : undefined;
  if (status === 401) {
    return 'compare companyId, publicKey, privateKey and clientId of the PSA’s secret with the API member in ConnectWise: docs/psa/connectwise.md, "The keys"';
  }
  if (status === 403)
    return 'give the security role of the API member this right: docs/psa/connectwise.md, "The API member"';
  if (error instanceof Error && error.message.startsWith('the secret')) {
    return 'fill the PSA’s secret: docs/psa/connectwise.md, "The keys"';
  }
  if (error instanceof Error && error.message.includes('psa.site')) {
    return 'write the site where your ConnectWise is as psa.site: docs/psa/connectwise.md, "The site"';
  }
  return 'try again in a few minutes; if it says the same, see docs/psa/connectwise.md, "When it does not work"';
}
