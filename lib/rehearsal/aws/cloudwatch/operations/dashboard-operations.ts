import { AwsError, CallContext, Operation } from '../../service';

function dashboardArn(name: string, { accountId }: CallContext): string {
  return `arn:aws:cloudwatch::${accountId}:dashboard/${name}`;
}

/** Dashboards are kept and given back; nothing draws them. Only that the body is a JSON object is checked. */
export function dashboardOperations(): Readonly<Record<string, Operation>> {
  const bodies = new Map<string, string>();
  return {
    PutDashboard: {
      required: ['DashboardName', 'DashboardBody'],
      authorize: (input, context) => [
        { action: 'cloudwatch:PutDashboard', resource: dashboardArn(input.DashboardName, context) },
      ],
      handle: ({ DashboardName, DashboardBody }) => {
        bodies.set(DashboardName, requireObject(DashboardBody));
        return { DashboardValidationMessages: [] };
      },
    },
    GetDashboard: {
      required: ['DashboardName'],
      authorize: (input, context) => [
        { action: 'cloudwatch:GetDashboard', resource: dashboardArn(input.DashboardName, context) },
      ],
      handle: ({ DashboardName }, context) => ({
        DashboardArn: dashboardArn(DashboardName, context),
        DashboardName,
        DashboardBody: requireKnown(bodies, DashboardName),
      }),
    },
    DeleteDashboards: {
      required: ['DashboardNames'],
      authorize: (input, context) =>
        (input.DashboardNames as readonly string[]).map((name) => ({
          action: 'cloudwatch:DeleteDashboards',
          resource: dashboardArn(name, context),
        })),
      handle: ({ DashboardNames }) => {
        for (const name of DashboardNames) requireKnown(bodies, name);
        for (const name of DashboardNames) bodies.delete(name);
        return {};
      },
    },
  };
}

function requireObject(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return body;
  } catch (error) {
    throw new AwsError('InvalidParameterInput', `DashboardBody is not JSON: ${(error as Error).message}`);
  }
  throw new AwsError('InvalidParameterInput', 'DashboardBody must be a JSON object');
}

function requireKnown(bodies: ReadonlyMap<string, string>, name: string): string {
  const body = bodies.get(name);
  if (body === undefined) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
  return body;
}
