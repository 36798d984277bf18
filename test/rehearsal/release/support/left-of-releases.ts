import { World } from './world';

/** Names of the model's endpoints, endpoint configs and models that releases made, sorted. */
export async function leftOfReleases(world: World): Promise<readonly string[]> {
  const [endpoints, configs, models] = await Promise.all(
    ['Endpoint', 'EndpointConfig', 'Model'].map(async (kind) => {
      const answer = await world.call('sagemaker', `List${kind}s`, {});
      return (answer[`${kind}s`] as Record<string, string>[]).map((each) => `${kind} ${each[`${kind}Name`]}`);
    }),
  );
  return [...endpoints, ...configs, ...models].filter((name) => / fraud(-blue|-green|$)/.test(name)).sort();
}
