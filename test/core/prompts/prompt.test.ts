import fc from 'fast-check';
import { chatRequest, fillPrompt, plainRequest } from '../../../lib/core/prompts/prompt';
import { fillTemplate } from '../../../lib/core/prompts/template';

describe('a template', () => {
  const vars = {
    name: 'Ada',
    n: 0,
    order: { items: [{ 'item-id': 7 }] },
    list: ['a', 'b'],
    ok: false,
    odd: { '{{': 1 },
  };
  test.each([
    ['Hello {{name}}!', 'Hello Ada!'],
    ['{{ name }}{{n}}', 'Ada0'],
    ['{{order.items[0]["item-id"]}}', '7'],
    ['{{ list.1 }} {{list[0]}}', 'b a'],
    ['{{list}} {{ok}}', '["a","b"] false'],
    ['{{odd["{{"]}}', '1'],
    ['no { braces } }} here', 'no { braces } }} here'],
  ])('%s becomes %s', (template, filled) => {
    expect(fillTemplate(template, vars)).toBe(filled);
  });

  test('does not look at what it filled in again', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fillTemplate('<{{a}}{{a}}>', { a: value })).toBe(`<${value}${value}>`);
      }),
    );
    expect(fillTemplate('{{a}}', { a: '{{b}} {% if %}' })).toBe('{{b}} {% if %}');
  });

  test.each([
    ['{{ name | upper }}', /may have variables .* only, got .*upper/],
    ['{% if a %}x{% endif %}', /only, got/],
    ['{# note #}', /only, got/],
    ['{{name', /only, got/],
    ['{{ "text" }}', /only, got/],
    ['{{nobody}}', /variable nobody of a template has no value; the test has name, n/],
    ['{{order.none}}', /variable order.none/],
  ])('fails for %s', (template, error) => {
    expect(() => fillTemplate(template, vars)).toThrow(error);
  });
});

describe('a prompt', () => {
  test('has prefix and suffix', () => {
    expect(fillPrompt('{{q}}?', { q: 'Why' }, { prefix: 'Say: ', suffix: ' ({{q}})' })).toBe('Say: Why? (Why)');
  });

  test('of chat messages stays JSON, whatever is filled in', () => {
    fc.assert(
      fc.property(fc.string(), (q) => {
        const prompt = fillPrompt('[{"role":"system","content":"Be kind"},{"role":"user","content":"{{q}}"}]', { q });
        expect(chatRequest(prompt, { model: 'm' })).toEqual({
          model: 'm',
          messages: [
            { role: 'system', content: 'Be kind' },
            { role: 'user', content: q },
          ],
        });
      }),
    );
  });

  test('that is text or other JSON is one message of the user', () => {
    expect(chatRequest('Hello')).toEqual({ messages: [{ role: 'user', content: 'Hello' }] });
    expect(chatRequest('{"a":1}')).toEqual({ messages: [{ role: 'user', content: '{"a":1}' }] });
  });

  test('goes to other endpoints alone or in their template', () => {
    expect(plainRequest('say "hi"')).toBe('say "hi"');
    expect(plainRequest('say "hi"', '{"inputs":"{{prompt}}","parameters":{"top_k":1}}')).toBe(
      '{"inputs":"say \\"hi\\"","parameters":{"top_k":1}}',
    );
  });
});
