//! How many tokens language models have read and written, by day.

use crate::{Error, Tx, params};

/// Adds tokens to what a chatbot and its visitor have used on a day, counted from 1970-01-01 in UTC. The chatbot's count
/// outlives its visitors; of one who is gone nothing is kept.
///
/// # Errors
/// [`Error::Constraint`] when the chatbot is gone.
pub async fn add(tx: &Tx, chatbot_id: &str, visitor_id: &str, day: i64, tokens: i64) -> Result<(), Error> {
    let sql = "INSERT INTO chatbot_usage (chatbot_id, day, tokens) VALUES ($1, $2, $3)
        ON CONFLICT (chatbot_id, day) DO UPDATE SET tokens = chatbot_usage.tokens + $3";
    tx.execute(sql, params![chatbot_id, day, tokens]).await?;
    let sql = "INSERT INTO visitor_usage (visitor_id, day, tokens)
        SELECT id, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM visitor WHERE id = $1
        ON CONFLICT (visitor_id, day) DO UPDATE SET tokens = visitor_usage.tokens + $3";
    tx.execute(sql, params![visitor_id, day, tokens]).await.map(drop)
}

/// The tokens that a chatbot and one of its visitors have used on a day.
///
/// # Errors
/// Whatever the database says.
pub async fn of_day(tx: &Tx, chatbot_id: &str, visitor_id: &str, day: i64) -> Result<(i64, i64), Error> {
    let sql = "SELECT tokens FROM chatbot_usage WHERE chatbot_id = $1 AND day = $2";
    let chatbot = tx.first(sql, params![chatbot_id, day]).await?;
    let sql = "SELECT tokens FROM visitor_usage WHERE visitor_id = $1 AND day = $2";
    let visitor = tx.first(sql, params![visitor_id, day]).await?;
    let chatbot = chatbot.map(|row| row.of("chatbot_usage").get("tokens")).transpose()?;
    let visitor = visitor.map(|row| row.of("visitor_usage").get("tokens")).transpose()?;
    Ok((chatbot.unwrap_or(0), visitor.unwrap_or(0)))
}
