//! `parlour listen`

use std::time::Duration;

use parlour_domain::Error;
use parlour_domain::webhook::{self, Forwarded, Listener};
use serde_json::json;

use super::chosen;
use crate::cli::ListenArgs;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

/// How often is looked for new events.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a database that does not answer is left alone.
const AFTER_TROUBLE: Duration = Duration::from_secs(2);

/// Copies new events until the process is stopped.
pub(crate) async fn run(here: Installation, args: ListenArgs, json: bool) -> Result<(), Failure> {
    let chatbot_id = chosen(&here, args.chatbot).await?;
    let fresh = webhook::fresh_secret();
    let mut listener =
        Listener::new(here.cx, &chatbot_id, args.environment, &args.forward, fresh.clone()).await?;
    // The webhook's own secret was shown to its owner once, and is not shown again.
    let shown = (listener.secret() == fresh).then_some(fresh);
    let outcome = json!({ "listening": chatbot_id, "forward": args.forward, "signing_secret": shown });
    tell(json, &outcome, || {
        say!("Events of {chatbot_id} are copied to {}. End with Ctrl-C.", args.forward);
        match &shown {
            Some(secret) => say!("They are signed with {secret}, for this run only."),
            None => say!("They are signed with the webhook's secret."),
        }
    })?;
    let (mut secret, mut is_well) = (listener.secret().to_owned(), true);
    loop {
        let next = listener.forward_next().await;
        if listener.secret() != secret {
            eprintln!("The webhook has another secret now; copies are signed with that.");
            listener.secret().clone_into(&mut secret);
        }
        match next {
            Ok(copy) => {
                if !is_well {
                    eprintln!("The database answers again; nothing was left out.");
                    is_well = true;
                }
                match copy {
                    Some(copy) => print(&copy, json)?,
                    None => tokio::time::sleep(LOOK_EVERY).await,
                }
            }
            // Whatever else is wrong stays wrong: the chatbot is gone.
            Err(Error::Internal(trouble)) => {
                if is_well {
                    eprintln!(
                        "The events cannot be read ({trouble}); they are looked for again until they can."
                    );
                    is_well = false;
                }
                tokio::time::sleep(AFTER_TROUBLE).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
}

fn print(copy: &Forwarded, json: bool) -> Result<(), Failure> {
    let outcome = json!({
        "event_id": copy.event_id,
        "type": copy.kind,
        "status_code": copy.status_code,
        "error": copy.error,
    });
    tell(json, &outcome, || {
        let answer = match (&copy.error, copy.status_code) {
            (Some(error), _) => error.clone(),
            (None, code) => code.map_or_else(String::new, |code| code.to_string()),
        };
        say!("{}  {}  {answer}", copy.event_id, copy.kind);
    })
}
