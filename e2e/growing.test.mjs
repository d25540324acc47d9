/**
 * A model's answer is shown while it grows: each kind of part as it comes, and after a reload from where it was.
 * A scripted model makes the answers and holds its breath where the scenario looks.
 */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { historyOf, tokenFor } from "./support/chat.mjs";
import { call, hold, startModel } from "./support/model.mjs";
import { scenario } from "./support/scenario.mjs";
import { startParlour } from "./support/server.mjs";

const model = await startModel();
const parlour = await startParlour({ command: "demo", env: model.env });

beforeEach(() => model.reset());

async function openShop(page, chat) {
  await page.goto(`${parlour.origin}/demo/`);
  await chat.open();
}

/** One answer with a part of each kind that a model can grow, and two rests in it. */
const wholeAnswer = [
  "For a windy day **three things** help:\n\n- a jacket that closes tight\n- an umbrella that bends\n- warm ",
  hold,
  "wool\n\n| Thing | Keeps off |\n|---|:-:|\n| Jacket | **wind** |\n| Umb",
  hold,
  "rella | rain |\n\nHere they are:",
  call("show_products", { ids: ["jacket-squall-olive", "umbrella-lee-navy"] }),
  call("show_suggestions", {
    suggestions: [
      { title: "Care", description: "Washing and drying", prompt_text: "How do I wash a jacket?" },
      { title: "Sizes", prompt_text: "Which size do I need?" },
    ],
  }),
];

scenario("an answer is shown while it grows, and a reload does not disturb it", async ({ page, chat }) => {
  await openShop(page, chat);
  model.script(wholeAnswer);
  await chat.say("What do I wear on a windy day?");
  await chat.draft.getByRole("listitem").filter({ hasText: "a jacket that closes tight" }).waitFor();
  assert.equal(await chat.draft.locator("strong").innerText(), "three things");
  assert.equal(await chat.draft.getByRole("table").count(), 0);

  await page.reload();
  await chat.draft.getByRole("listitem").filter({ hasText: "a jacket that closes tight" }).waitFor();
  assert.equal(await chat.questions.count(), 1);
  await model.release();
  await chat.draft.getByRole("table").getByRole("row").nth(1).filter({ hasText: "wind" }).waitFor();
  assert.equal(await chat.draft.getByRole("row").count(), 2, "the row that is cut is waited for");
  assert.equal(await chat.draft.getByRole("list", { name: "Products" }).count(), 0);

  await model.release();
  await chat.answers.waitFor();
  const answer = chat.answers.first();
  assert.equal(await answer.getByRole("row").nth(2).innerText().then((row) => row.replace(/\s+/g, " ")), "Umbrella rain");
  const cards = answer.getByRole("list", { name: "Products" }).getByRole("listitem");
  assert.equal(await cards.count(), 2);
  const { messages } = await historyOf(parlour.origin, await tokenFor(parlour.origin, await chat.visitorKey()));
  const parts = messages[1].parts;
  assert.deepEqual(parts.slice(0, 5).map(({ type }) => type), ["rich_text", "table", "rich_text", "products", "suggestions"]);
  const [jacket] = parts[3].products;
  assert.match(await cards.first().innerText(), new RegExp(jacket.title));
  assert.match(await cards.first().innerText(), new RegExp(`${jacket.price.amount}`), "the price is the row's");
  assert.equal(model.requests.length, 1);
  assert.doesNotMatch(await answer.innerText(), /\*\*|\| ?Thing|:-:/, "no markup is left");

  const grown = await answer.innerText();
  await page.reload();
  await chat.answers.waitFor();
  assert.equal(await chat.answers.innerText(), grown, "it stays as it grew");
  await answer.getByRole("button", { name: /Care/ }).click();
  await chat.answers.nth(1).waitFor();
  assert.equal(await chat.questions.last().locator(".bubble").innerText(), "How do I wash a jacket?");
});

test("the server has logged no trouble", () => assert.doesNotMatch(parlour.log, /ERROR|panicked/));
