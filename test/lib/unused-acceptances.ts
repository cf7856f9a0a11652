import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import * as z from 'zod';

const accepted = z.record(z.string(), z.unknown());

/**
 * Findings that are accepted somewhere, and of which there is none there or below: their reasons explain nothing.
 *
 * @returns such as `M365PasswordRotation/Portal: AwsSolutions-APIG4`
 */
export function unusedAcceptances(app: App): readonly string[] {
  const found = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app)].flatMap((pack) => {
    // All findings, those too that were accepted.
    Object.defineProperty(pack, 'isAcknowledged', { value: () => false });
    return pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => ({ ruleName, constructPath })),
      );
  });
  return app.node.findAll().flatMap((each) =>
    each.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(accepted.parse(data)))
      .map((id) => id.replace(/^annotation::/i, ''))
      // Others are warnings of the CDK itself.
      .filter((id) => /^(AwsSolutions|NIST\.800\.53\.R5)-/.test(id))
      .filter(
        (id) =>
          !found.some(
            ({ ruleName, constructPath }) => ruleName === id && `${constructPath}/`.startsWith(`${each.node.path}/`),
          ),
      )
      .map((id) => `${each.node.path}: ${id}`),
  );
}
