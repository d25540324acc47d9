//! `parlour key`

use parlour_domain::access;
use serde_json::json;

use crate::cli::KeyCommand;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, command: KeyCommand, json: bool) -> Result<(), Failure> {
    match command {
        KeyCommand::Create { environment } => {
            let new = access::create_key(&here.cx, environment).await?;
            let outcome = json!({ "key": new.key, "prefix": new.key_id, "environment": environment });
            tell(json, &outcome, || {
                say!("{}", new.key);
                eprintln!("Keep it: it is shown only now.");
            })
        }
        KeyCommand::List => {
            let keys = access::list_keys(&here.cx).await?;
            let rows: Vec<_> = keys
                .iter()
                .map(|key| {
                    json!({
                        "prefix": key.id,
                        "environment": key.environment,
                        "created_at": key.created_at,
                        "revoked_at": key.revoked_at,
                    })
                })
                .collect();
            tell(json, &json!({ "keys": rows }), || {
                for key in &keys {
                    let state = key.revoked_at.map_or("in use".to_owned(), |at| format!("revoked {at}"));
                    say!("{}  {:4}  made {}  {state}", key.id, key.environment, key.created_at);
                }
                if keys.is_empty() {
                    say!("There are no keys yet: parlour key create");
                }
            })
        }
        KeyCommand::Revoke { prefix } => {
            access::revoke_key(&here.cx, &prefix).await?;
            tell(json, &json!({ "revoked": prefix }), || say!("{prefix} is refused from now on."))
        }
    }
}
