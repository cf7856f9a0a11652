import { nextTicketStep } from '../../lambda/domain/cycle/ticket-step.ts';
import { phaseAt } from '../../lambda/domain/rotation/asking.ts';
import { tenantRowOf } from '../../test/lambda/usecases/in-memory-tables.ts';
import { CYCLE, openCycle, type Size } from './big-cycle.ts';
import type { SentMail } from './channels.ts';
import { APPROVED_AT_MS } from './faults.ts';
import { type ProductRun, passwordOf } from './product.ts';

/** What a whole cycle has sent, and what is wrong with it. */
export interface Counts {
  /** To technicians. */
  readonly mails: number;
  readonly teamMails: number;
  readonly cards: number;
  /** Mails to one technician. */
  readonly most: number;
  readonly mean: number;
  readonly opened: number;
  readonly noted: number;
  readonly closed: number;
  /** Records of the vault that hold the new password. */
  readonly records: number;
  /** Writes of a value that a record held already: its answer was lost, or the message came twice. */
  readonly writtenAgain: number;
  readonly psaRequests: number;
  /** From the first approval until the last thing was sent or written. */
  readonly minutes: number;
  /** Mails, cards, notes, tickets and passwords that nobody got. */
  readonly lost: number;
  readonly doubled: number;
  /** Doubles that delivery at least once allows: what was sent again since the answer to the first was lost. */
  readonly allowed: number;
  readonly deadLetters: number;
  /** Runs that took longer than their function may. */
  readonly ended: number;
}

export function countsOf(run: ProductRun, { tenants, accounts }: Size): Counts {
  const { mail, teams, psa, vault } = run;
  const toTechnicians = mail.sent.filter(({ kind }) => kind !== 'team');
  const each = run.estate.technicians.map(({ mail: to }) => toTechnicians.filter((sent) => sent.to === to).length);
  const queues = [run.messages, run.tickets, run.writes];
  const lastAt = Math.max(...[mail, teams, psa, vault].map(({ outside }) => outside.lastAt));
  const records = recordsOf(run);
  const tickets = psa.tickets.filter(({ closed }) => closed).length;
  return {
    mails: toTechnicians.length,
    teamMails: mail.sent.length - toTechnicians.length,
    cards: teams.posted.length,
    most: Math.max(...each),
    mean: toTechnicians.length / each.length,
    opened: psa.tickets.length,
    noted: psa.tickets.reduce((sum, { notes }) => sum + notes.length, 0),
    closed: tickets,
    records,
    writtenAgain: vault.writes - vault.records.size,
    psaRequests: psa.outside.requests,
    minutes: (lastAt - APPROVED_AT_MS) / 60_000,
    lost: lostMails(run) + lostTickets(run) + tenants * accounts - records,
    ...doublesOf(run),
    deadLetters: queues.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
    ended: queues.reduce((sum, { ended }) => sum + ended, 0),
  };
}

const allRotations = (run: ProductRun) => run.estate.tenants.flatMap(({ tenantId }) => run.rotationsIn(tenantId));

function recordsOf(run: ProductRun): number {
  return allRotations(run).filter(
    ({ vault, account, accountId }) =>
      vault?.status === 'written' &&
      run.vault.records.get(`M365 ${account.userPrincipalName}`) === passwordOf(accountId),
  ).length;
}

/** Each technician is asked once, and told once that what he or she approved is in the vault; the team is told twice, by mail and by card. */
function lostMails({ estate, mail, teams }: ProductRun): number {
  const got = (to: string, kind: SentMail['kind']) => mail.sent.some((each) => each.to === to && each.kind === kind);
  const missing = estate.technicians.flatMap(({ mail: to }) =>
    (['request', 'in-vault'] as const).filter((kind) => !got(to, kind)),
  );
  const cards = [/waits for approval/, /rotated/].filter(
    (title) =>
      !teams.posted.some((each) => title.test(each.title)) &&
      !mail.sent.some(({ isCard, subject }) => isCard && title.test(subject)),
  );
  const summary = mail.sent.some(({ kind, isCard, subject }) => kind === 'team' && !isCard && /rotated/.test(subject));
  return missing.length + cards.length + (summary ? 0 : 1);
}

/** A ticket that is missing, is open, lacks a note that counts as written, or lacks anything that there is to say. */
function lostTickets(run: ProductRun): number {
  const { estate, tables, psa, clock } = run;
  const byKey = new Map(psa.tickets.map((each) => [each.key, each]));
  return estate.tenants.filter(({ tenantId }) => {
    const name = tenantRowOf(CYCLE, tenantId);
    const [progress, tenant] = [tables.ticketRows.get(name), tables.tenantRows.get(name)];
    if (progress?.number === undefined || tenant === undefined) return true;
    const ticket = psa.tickets[Number(progress.number)];
    if (ticket === undefined || byKey.get(ticket.key) !== ticket || !ticket.closed) return true;
    if (!progress.notes.every((key) => ticket.notes.includes(key)) || !ticket.notes.includes('result')) return true;
    const facts = {
      tenant,
      rotations: run.rotationsIn(tenantId),
      phase: phaseAt(openCycle, clock.now()),
      opens: 'when-asked',
      // The estate names no priority for failures.
      raises: false,
    } as const;
    return nextTicketStep(progress, facts) !== undefined;
  }).length;
}

interface Named {
  readonly name: string;
  readonly answerLost: boolean;
}

/** Copies of one thing but the first. One is allowed when the answer to the copy before it was lost. */
function doublesOf(run: ProductRun): Pick<Counts, 'doubled' | 'allowed'> {
  const { mail, teams, psa, tables } = run;
  const sent: readonly Named[] = [
    ...teams.posted.map(({ channel, title, answerLost }) => ({ name: `card ${channel} ${title}`, answerLost })),
    ...mail.sent.map(({ to, kind, subject, isCard, answerLost }) => ({
      // What is in the channel, and comes by mail too, is told twice.
      name: isCard ? `card team ${subject}` : `mail ${to} ${kind} ${subject}`,
      answerLost,
    })),
    ...psa.tickets.flatMap(({ key, notes }) => [key, ...notes.map((each) => `${key} ${each}`)].map(surely)),
    ...[...tables.chains].flatMap(([chain, records]) =>
      records.flatMap(({ action }) => (/^vault\.(written|given-up)$/.test(action) ? [surely(chain)] : [])),
    ),
  ];
  const before = new Map<string, Named>();
  let [doubled, allowed] = [0, 0];
  for (const each of sent) {
    const first = before.get(each.name);
    if (first?.answerLost === true) allowed += 1;
    else if (first !== undefined) doubled += 1;
    before.set(each.name, each);
  }
  return { doubled, allowed };
}

const surely = (name: string): Named => ({ name, answerLost: false });
