/**
 * What axe-core finds in a page and in the chat's frame, by WCAG 2.2 AA and its own best practices.
 * Left out: what no program finds, which a test of its own looks at.
 */

import assert from "node:assert/strict";
import axe from "axe-core";

const rules = {
  iframes: false,
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
};

const framesOf = (page) => page.frames().filter((frame) => frame === page.mainFrame() || /\/(frame|chatbot-iframe)\//.test(frame.url()));

/** Every fault that axe-core finds, in words. */
export async function faultsOf(page) {
  const faults = [];
  for (const frame of framesOf(page)) {
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate((rules) => window.axe.run(document, rules), rules);
    faults.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`)));
  }
  return faults;
}

/** Resolves once nothing moves any more: half-faded colours are nobody's. */
export async function settled(page) {
  for (const frame of framesOf(page)) {
    await frame.evaluate(async () => {
      const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(moving.map((one) => one.finished));
    });
  }
}

export async function assertNoFaults(page, state) {
  await settled(page);
  assert.deepEqual(await faultsOf(page), [], state);
}
