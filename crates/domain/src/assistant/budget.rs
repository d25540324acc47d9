//! How many tokens a chatbot and its visitors may use in a day, and how many they have used.

use parlour_llm::Usage;
use parlour_model::Timestamp;
use parlour_model::assistant::Budget;
use parlour_store::usage as rows;

use crate::{Cx, Result};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Whose tokens are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Payer<'a> {
    pub(crate) chatbot_id: &'a str,
    pub(crate) visitor_id: &'a str,
}

/// Whether there are no tokens left for today.
pub(crate) async fn is_spent(cx: &Cx, budget: Budget, payer: Payer<'_>) -> Result<bool> {
    if budget == Budget::default() {
        return Ok(false);
    }
    let day = day(cx.clock.now());
    let (chatbot, visitor) = (payer.chatbot_id.to_owned(), payer.visitor_id.to_owned());
    let (all, own) = cx.db.read(async move |tx| rows::of_day(tx, &chatbot, &visitor, day).await).await?;
    Ok(reached(all, budget.chatbot_tokens_per_day) || reached(own, budget.visitor_tokens_per_day))
}

/// Adds what an answer took. A visitor who was forgotten meanwhile is not counted, the chatbot is.
pub(crate) async fn add(cx: &Cx, payer: Payer<'_>, usage: Usage) -> Result<()> {
    let tokens = i64::from(usage.prompt_tokens) + i64::from(usage.completion_tokens);
    if tokens == 0 {
        return Ok(());
    }
    let day = day(cx.clock.now());
    let (chatbot, visitor) = (payer.chatbot_id.to_owned(), payer.visitor_id.to_owned());
    Ok(cx.db.write(async move |tx| rows::add(tx, &chatbot, &visitor, day, tokens).await).await?)
}

fn day(now: Timestamp) -> i64 {
    now.ms().div_euclid(DAY_MS)
}

fn reached(used: i64, limit: Option<u64>) -> bool {
    limit.is_some_and(|limit| used.cast_unsigned() >= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_when_it_is_reached_and_none_has_no_end() {
        assert!(!reached(9, Some(10)) && reached(10, Some(10)) && reached(0, Some(0)));
        assert!(!reached(i64::MAX, None));
    }

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        assert_eq!(day(Timestamp(DAY_MS - 1)), 0);
        assert_eq!(day(Timestamp(DAY_MS)), 1);
        assert_eq!(day(Timestamp(-1)), -1);
    }
}
