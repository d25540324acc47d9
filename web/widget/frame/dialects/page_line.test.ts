/** Proves whom a frame hears and answers that a page has placed by itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPageLine } from "./page_line.ts";

/** A window that notes what is posted to it. */
class FakeWindow extends EventTarget {
  readonly posted: [unknown, string][] = [];
  parent: FakeWindow = this;
  location: { ancestorOrigins?: string[] } = {};

  postMessage(message: unknown, origin: string): void {
    this.posted.push([message, origin]);
  }
}

function setUp(ancestors: string[] | undefined, named: string | null, referrer = "") {
  const page = new FakeWindow();
  const inside = new FakeWindow();
  inside.parent = page;
  if (ancestors !== undefined) inside.location = { ancestorOrigins: ancestors };
  const line = createPageLine({ window: inside as unknown as Window, named, referrer });
  assert.ok(line);
  const heard: unknown[] = [];
  line.hear((data) => heard.push(data));
  const deliver = (data: unknown, origin: string, source: unknown = page): void =>
    void inside.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  return { page, inside, line, heard, deliver };
}

const site = "https://shop.example";

test("only_the_parent_is_heard_and_only_at_its_origin", () => {
  const { inside, heard, deliver } = setUp([site], null);
  deliver("from the frame itself", site, inside);
  deliver("from a sibling", site, new FakeWindow());
  deliver("from nobody", site, null);
  deliver("from elsewhere", "https://evil.example");
  deliver("from nowhere", "null");
  assert.deepEqual(heard, []);
  deliver("from the page", site);
  assert.deepEqual(heard, ["from the page"]);
});

test("only_the_page_is_told", () => {
  const { page, line } = setUp([site, "https://above.example"], "https://other.example", "https://another.example/");
  line.post("chat");
  assert.deepEqual(page.posted, [["chat", site]], "the browser's word goes before the page's");
});

test("a_browser_that_tells_no_ancestors_believes_the_page_and_then_the_way_it_came", () => {
  const named = setUp(undefined, site, "https://another.example/");
  named.line.post("chat");
  assert.deepEqual(named.page.posted, [["chat", site]]);
  const came = setUp(undefined, null, `${site}/page?x=1`);
  came.line.post("chat");
  assert.deepEqual(came.page.posted, [["chat", site]]);
  came.deliver("I moved", "https://www.shop.example");
  came.line.post("chat");
  assert.deepEqual([came.heard, came.page.posted[1]], [["I moved"], ["chat", "https://www.shop.example"]]);
});

test("nothing_is_told_to_everybody_while_the_page_is_unknown", () => {
  const { page, line, heard, deliver } = setUp(undefined, null);
  line.post("first");
  line.post("second");
  deliver("from nowhere", "null");
  assert.deepEqual([page.posted, heard], [[], []]);
  deliver("hello", site);
  assert.deepEqual(page.posted, [["first", site], ["second", site]]);
  assert.deepEqual(heard, ["hello"]);
});

test("a_page_of_its_own_has_no_line", () => {
  const alone = new FakeWindow();
  assert.equal(createPageLine({ window: alone as unknown as Window, named: site, referrer: "" }), null);
});
