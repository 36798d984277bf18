import fc from 'fast-check';
import { CheckSpec } from '../../lib/contract';
import { checkGroups, inOrderOfCost } from '../../lib/core/check-order';

type Kind = CheckSpec['kind'];
const spec = (kind: Kind, name: string = kind) => ({ kind, name });
const names = (specs: readonly { readonly name: string }[]) => specs.map(({ name }) => name);

describe('the order of checks', () => {
  test('cheap ones run first, people are asked last', () => {
    const declared = (['approval', 'shadow', 'load-test', 'golden-set', 'smoke', 'warm-up', 'parity'] as const).map(
      (kind) => spec(kind),
    );
    expect(names(inOrderOfCost(declared))).toEqual([
      'parity',
      'warm-up',
      'smoke',
      'golden-set',
      'load-test',
      'shadow',
      'approval',
    ]);
  });

  test('those of one cost keep their order', () => {
    const declared = [spec('lambda', 'b'), spec('golden-set', 'a'), spec('lambda', 'c')];
    expect(names(inOrderOfCost(declared))).toEqual(['b', 'a', 'c']);
  });

  test('golden sets and checks of the user’s own run at the same time, the others one by one', () => {
    const checks = [
      spec('smoke', 'one'),
      spec('smoke', 'two'),
      spec('golden-set'),
      spec('state-machine'),
      spec('lambda'),
      spec('shadow'),
    ];
    expect(checkGroups(checks).map(names)).toEqual([
      ['one'],
      ['two'],
      ['golden-set', 'state-machine', 'lambda'],
      ['shadow'],
    ]);
  });

  test('every check runs once, whatever the order of their declaration', () => {
    const kinds: Kind[] = [
      'parity',
      'smoke',
      'warm-up',
      'golden-set',
      'lambda',
      'state-machine',
      'load-test',
      'shadow',
      'approval',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds)), (declared) => {
        const checks = declared.map((kind, index) => spec(kind, `${kind} ${index}`));
        const ordered = inOrderOfCost(checks);
        expect(checkGroups(ordered).flat()).toEqual(ordered);
        expect([...ordered].sort((one, other) => one.name.localeCompare(other.name))).toEqual(
          [...checks].sort((one, other) => one.name.localeCompare(other.name)),
        );
      }),
    );
  });
});
