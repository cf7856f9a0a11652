import { forWhom } from './as-text.ts';
import { comment } from './quoted.ts';
import type { RolePart } from './tenant-part.ts';

/** How a script writes what differs between shells. */
export interface ScriptOf {
  /** As `--as` names it. */
  readonly as: 'az' | 'graph-powershell';
  /** A command inside a sentence of a comment. */
  named(command: string): string;
  /** Assigns a directory role, by template id, where the writer does not hold it. */
  assign(roleId: string): readonly string[];
}

/** The part of a tenant's script about the writer's role. Where perhaps none is needed, the assignment is a comment. */
export function roleLines(tenant: string, role: RolePart, { as, named, assign }: ScriptOf): readonly string[] {
  switch (role.kind) {
    case 'none':
      return [comment('No role: schedules rotate nobody here.')];
    case 'needed':
      return [comment(`${role.role.name}, for ${forWhom(role)}.`), ...assign(role.role.templateId)];
    case 'perhaps':
      return [
        comment(
          `Perhaps no role is needed: try it by ${named(`rotation doctor --prove --tenant ${tenant}`)}. ${role.role.name} is enough for certain:`,
        ),
        ...assign(role.role.templateId).map(comment),
      ];
    case 'unread':
      return [
        comment(
          `Which role the writer needs, if any, shows after consent: run ${named(`rotation onboard --tenant ${tenant} --as ${as}`)} again.`,
        ),
      ];
  }
}
