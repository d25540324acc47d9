//! Livechat sessions as those see them who answer for a whole account: in a list, one by one, and counted.

use parlour_model::livechat::{Phase, Turn};
use parlour_model::{Environment, Part, Role, Timestamp};

use crate::livechat::{SESSION, Session, session};
use crate::{Error, Row, Tx, Value, params};

/// A session with what a list tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// The session.
    pub session: Session,
    /// What the visitor is called.
    pub visitor_key: String,
    /// What was said last.
    pub last: Option<Last>,
}

/// What the visitor or an agent said last.
#[derive(Debug, Clone, PartialEq)]
pub struct Last {
    /// Who spoke.
    pub role: Role,
    /// What was said.
    pub parts: Vec<Part>,
    /// When it was said.
    pub created_at: Timestamp,
    /// Its place in the session; nothing for what the visitor told the machine before.
    pub sequence_number: Option<i64>,
}

fn queued(row: &Row) -> Result<Queued, Error> {
    let of = row.of("message");
    let last = match of.parse_if_any("said_role")? {
        Some(role) => Some(Last {
            role,
            parts: of.json("said_parts")?,
            created_at: of.get("said_ms")?,
            sequence_number: of.get("said_number")?,
        }),
        None => None,
    };
    Ok(Queued { session: session(row)?, visitor_key: row.of("visitor").get("visitor_key")?, last })
}

/// The sessions of an account and an environment for which `conditions` hold, which may also say how many. What was said
/// last is looked for in these only: it is the session's newest message; before there is one, the visitor's newest word
/// to the machine.
fn select(conditions: &str) -> String {
    format!(
        "SELECT {SESSION}, visitor.visitor_key, said.role AS said_role, said.parts AS said_parts,
            said.created_ms AS said_ms, said.sequence_number AS said_number
        FROM (SELECT livechat_session.* FROM livechat_session
                JOIN chatbot ON chatbot.id = livechat_session.chatbot_id
                WHERE chatbot.account_id = $1 AND livechat_session.environment = $2{conditions}) AS livechat_session
            JOIN visitor ON visitor.id = livechat_session.visitor_id
            LEFT JOIN message AS said ON said.id = COALESCE(
                (SELECT message.id FROM message WHERE message.livechat_session_id = livechat_session.id
                    AND message.role IN ('user', 'agent') ORDER BY message.sequence_number DESC LIMIT 1),
                (SELECT message.id FROM message WHERE message.visitor_id = livechat_session.visitor_id
                    AND message.role = 'user' AND message.livechat_session_id IS NULL
                    AND (livechat_session.closed_ms IS NULL OR message.created_ms <= livechat_session.closed_ms)
                    ORDER BY message.created_ms DESC, message.id DESC LIMIT 1))"
    )
}

/// Which sessions are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// In which it is this side's turn.
    pub turn: Option<Turn>,
    /// In one of these phases; in any, when there is none.
    pub phases: Vec<Phase>,
    /// Of which this agent took charge.
    pub agent_id: Option<String>,
    /// That changed at this time or later.
    pub updated_from: Option<Timestamp>,
    /// Behind this one, in the order of the list.
    pub behind: Option<(Timestamp, String)>,
}

/// In which order a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those that changed last come first.
    NewestFirst,
    /// Those that have been left alone longest come first.
    OldestFirst,
}

/// What is true of a session in which it is this side's turn, as `Turn::of` judges it.
fn of_turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Agent => {
            "(livechat_session.status = 'waiting' OR (livechat_session.status = 'active'
                AND COALESCE(livechat_session.last_role, 'user') <> 'agent'))"
        }
        Turn::Customer => "(livechat_session.status = 'active' AND livechat_session.last_role = 'agent')",
        Turn::None => "livechat_session.status = 'closed'",
    }
}

/// The sessions of an account's chatbots.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    filter: &Filter,
    order: Order,
    limit: i64,
) -> Result<Vec<Queued>, Error> {
    let (mut conditions, mut params) = (String::new(), params![account_id, environment].to_vec());
    let given: [(&str, Option<Value<'_>>); 3] = [
        ("livechat_session.chatbot_id =", filter.chatbot_id.as_deref().map(Value::Text)),
        ("livechat_session.agent_id =", filter.agent_id.as_deref().map(Value::Text)),
        ("livechat_session.updated_ms >=", filter.updated_from.map(|at| Value::Int(at.ms()))),
    ];
    for (condition, value) in given {
        if let Some(value) = value {
            params.push(value);
            conditions.push_str(&format!(" AND {condition} ${}", params.len()));
        }
    }
    if let Some(turn) = filter.turn {
        conditions.push_str(&format!(" AND {}", of_turn(turn)));
    }
    if !filter.phases.is_empty() {
        let first = params.len() + 1;
        params.extend(filter.phases.iter().map(|phase| Value::Text(phase.as_str())));
        let places: Vec<String> = (first..=params.len()).map(|place| format!("${place}")).collect();
        conditions.push_str(&format!(" AND livechat_session.status IN ({})", places.join(", ")));
    }
    let (behind, way) = match order {
        Order::NewestFirst => ("<", "DESC"),
        Order::OldestFirst => (">", "ASC"),
    };
    if let Some((at, id)) = &filter.behind {
        params.extend([Value::Int(at.ms()), Value::Text(id)]);
        let (time, name) = (params.len() - 1, params.len());
        conditions.push_str(&format!(
            " AND (livechat_session.updated_ms {behind} ${time}
                OR (livechat_session.updated_ms = ${time} AND livechat_session.id {behind} ${name}))"
        ));
    }
    params.push(Value::Int(limit));
    let sorted = format!(" ORDER BY livechat_session.updated_ms {way}, livechat_session.id {way}");
    conditions.push_str(&format!("{sorted} LIMIT ${}", params.len()));
    let sql = select(&conditions) + &sorted;
    tx.query(&sql, &params).await?.iter().map(queued).collect()
}

/// A session of an account's chatbots.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    id: &str,
) -> Result<Option<Queued>, Error> {
    let sql = select(" AND livechat_session.id = $3");
    tx.first(&sql, params![account_id, environment, id]).await?.as_ref().map(queued).transpose()
}

/// How many sessions of an account's chatbots, or of one of them, are in this phase with the turn on this side.
///
/// # Errors
/// Whatever the database says.
pub async fn count(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    chatbot_id: Option<&str>,
    phase: Phase,
    turn: Turn,
) -> Result<i64, Error> {
    let mut sql = format!(
        "SELECT COUNT(*) AS n FROM livechat_session JOIN chatbot ON chatbot.id = livechat_session.chatbot_id
        WHERE chatbot.account_id = $1 AND livechat_session.environment = $2 AND livechat_session.status = $3
            AND {}",
        of_turn(turn)
    );
    let mut params = params![account_id, environment, phase.as_str()].to_vec();
    if let Some(id) = chatbot_id {
        params.push(Value::Text(id));
        sql.push_str(" AND livechat_session.chatbot_id = $4");
    }
    tx.first(&sql, &params).await?.ok_or(Error::Closed)?.of("livechat_session").get("n")
}
