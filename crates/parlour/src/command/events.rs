//! `parlour events`

use parlour_domain::chatbot;
use parlour_domain::webhook::{self, Delivery, EventQuery, Scope};
use parlour_model::webhook::DeliveryStatus;
use serde_json::{Value, json};

use crate::cli::{EventsCommand, ListArgs};
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, command: EventsCommand, json: bool) -> Result<(), Failure> {
    match command {
        EventsCommand::List(args) => list(here, args, json).await,
        EventsCommand::Show { event_id, environment } => {
            let scope = Scope::owner(&here.cx, environment).await?;
            show(here, &scope, &event_id, json).await
        }
        EventsCommand::Replay { event_id, environment } => {
            let scope = Scope::owner(&here.cx, environment).await?;
            let at = webhook::replay(&here.cx, &scope, &event_id).await?;
            let outcome = json!({ "event_id": event_id, "status": "pending", "next_attempt_at": at });
            tell(json, &outcome, || say!("{event_id} is told again by the running server."))
        }
    }
}

async fn list(here: &Installation, args: ListArgs, json: bool) -> Result<(), Failure> {
    let scope = Scope::owner(&here.cx, args.environment).await?;
    if let Some(named) = &args.chatbot {
        chatbot::find(&here.cx, named).await?;
    }
    let query = EventQuery {
        chatbot_id: args.chatbot,
        status: args.status,
        kind: args.kind,
        cursor: args.cursor,
        ..EventQuery::default()
    };
    let page = webhook::list(&here.cx, &scope, query, args.limit).await?;
    let rows: Vec<Value> = page.events.iter().map(summary).collect();
    tell(json, &json!({ "events": rows, "next_cursor": page.next_cursor }), || {
        for of in &page.events {
            let event = &of.event;
            let status = event.status.map_or("-", DeliveryStatus::as_str);
            let code = of.last_status_code.map_or("-".to_owned(), |code| code.to_string());
            say!(
                "{}  {}  {:9}  {:2} attempts  {code:3}  {}  {}",
                event.id,
                event.created_at,
                status,
                of.attempt_count,
                event.chatbot_id,
                event.kind
            );
        }
        match &page.next_cursor {
            Some(cursor) => say!("There are more: --cursor {cursor}"),
            None if page.events.is_empty() => say!("There are no such events."),
            None => {}
        }
    })
}

async fn show(here: &Installation, scope: &Scope, event_id: &str, json: bool) -> Result<(), Failure> {
    let shown = webhook::find(&here.cx, scope, event_id).await?;
    let attempts = webhook::attempts(&here.cx, scope, event_id).await?;
    let rows: Vec<Value> = attempts
        .iter()
        .map(|of| {
            json!({
                "delivery_id": of.id,
                "attempt": of.attempt,
                "trigger": of.trigger,
                "started_at": of.started_at,
                "duration_ms": of.duration_ms,
                "status_code": of.status_code,
                "outcome": of.outcome,
                "error": of.error,
                "response_excerpt": of.response_excerpt,
            })
        })
        .collect();
    let mut outcome = summary(&shown.delivery);
    outcome["payload"] = Value::Object(shown.payload.clone());
    outcome["attempts"] = Value::Array(rows);
    tell(json, &outcome, || {
        let event = &shown.delivery.event;
        say!("{}  {}  {}", event.id, event.kind, event.status.map_or("-", DeliveryStatus::as_str));
        if let Some(at) = shown.delivery.next_attempt_at {
            say!("next attempt at {at}");
        }
        for of in &attempts {
            let why = of.error.as_deref().unwrap_or(of.outcome.as_str());
            say!(
                "{:3}  {}  {} ms  {}  {why}",
                of.attempt,
                of.started_at,
                of.duration_ms,
                of.trigger.as_str()
            );
        }
        say!("{:#}", Value::Object(shown.payload.clone()));
    })
}

fn summary(of: &Delivery) -> Value {
    json!({
        "event_id": of.event.id,
        "type": of.event.kind,
        "environment": of.event.environment,
        "chatbot_id": of.event.chatbot_id,
        "status": of.event.status,
        "attempt_count": of.attempt_count,
        "created_at": of.event.created_at,
        "expires_at": of.event.expires_at,
        "last_attempt_at": of.last_attempt_at,
        "next_attempt_at": of.next_attempt_at,
        "delivered_at": of.delivered_at,
        "last_status_code": of.last_status_code,
    })
}
