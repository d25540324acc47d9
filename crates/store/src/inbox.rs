//! What visitors sent with forms, as the owner reads it: of all their chatbots, newest first.

use parlour_model::{Environment, Timestamp};

use crate::form::{SUBMISSION, Submission, submission};
use crate::narrow::narrow;
use crate::{Error, Row, Tx, Value, params};

/// A submission with who sent it and from where.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// What was sent.
    pub submission: Submission,
    /// What the caller calls the visitor.
    pub visitor_key: String,
    /// The page on which the visitor last wrote before, if that is known.
    pub page: Option<String>,
}

/// Which submissions are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// `contact_form`, `support_ticket`, `form_submission` or `lead`.
    pub kind: Option<String>,
    /// Behind this one, in the order of the list.
    pub behind: Option<(Timestamp, String)>,
}

fn received(row: &Row) -> Result<Received, Error> {
    let of = row.of("submission");
    Ok(Received { submission: submission(row)?, visitor_key: of.get("visitor_key")?, page: of.get("page")? })
}

fn select() -> String {
    format!(
        "SELECT {SUBMISSION}, visitor.visitor_key, (SELECT message.page FROM message
            WHERE message.visitor_id = submission.visitor_id AND message.page IS NOT NULL
                AND message.created_ms <= submission.created_ms
            ORDER BY message.created_ms DESC, message.id DESC LIMIT 1) AS page
        FROM submission JOIN visitor ON visitor.id = submission.visitor_id
            JOIN chatbot ON chatbot.id = submission.chatbot_id
        WHERE chatbot.account_id = $1 AND visitor.environment = $2"
    )
}

/// What was sent to an account's chatbots, newest first, at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Received>, Error> {
    let (mut sql, mut params) = (select(), params![account_id, environment].to_vec());
    let conditions = [
        ("submission.chatbot_id =", filter.chatbot_id.as_deref().map(Value::Text)),
        ("submission.kind =", filter.kind.as_deref().map(Value::Text)),
    ];
    narrow((&mut sql, &mut params), "submission", conditions, filter.behind.as_ref(), limit);
    tx.query(&sql, &params).await?.iter().map(received).collect()
}

/// What was sent to an account's chatbots under this id.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    id: &str,
) -> Result<Option<Received>, Error> {
    let sql = format!("{} AND submission.id = $3", select());
    tx.first(&sql, params![account_id, environment, id]).await?.as_ref().map(received).transpose()
}
