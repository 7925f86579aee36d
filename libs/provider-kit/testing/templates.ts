import type { Scene, VendorFacts } from './vendor-under-test.ts';

/** Tests of a vendor that sends by templates of its own. */
export function describeTemplates(scene: Scene, { code, tokens, text }: NonNullable<VendorFacts['template']>): void {
  const template = () => ({ vendor: scene.vendor, code, tokens });

  test("a message by template reaches the vendor as its template's code with the tokens", async () => {
    const item = scene.newItem({ text, template: template() });

    const [outcome] = await scene.stage.deliver(item);

    const texts = await scene.sandbox.texts(item.to);
    expect(outcome).toMatchObject({ outcome: 'accepted', vendor_message_id: scene.idOf(texts[0]!) });
    expect(texts).toMatchObject([{ body: text, template: { code, tokens } }]);
  });

  test('the code and the tokens have the form that the adapter says', () => {
    const { templates } = scene.stage.accounts[0]!.carries!;

    expect(code).toMatch(new RegExp(`^(?:${templates!.code_pattern})$`));
    if (templates!.tokens_by === 'name') return;
    expect(templates!.tokens.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(tokens)));
  });

  test('a message by template whose answer was lost is unknown, and one text', async () => {
    const item = scene.newItem({ text, template: template() });
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'reset-after-accept' }, match: { to: item.to } });

    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'unknown' }]);
    expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
  });
}
