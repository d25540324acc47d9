//! `parlour doctor`: what is wrong with this installation and how to mend it.

use std::path::Path;

use parlour_domain::webhook::{Trouble, troubles};
use parlour_domain::{access, chatbot};
use serde::Serialize;

use crate::cli::Global;
use crate::config::Config;
use crate::files;
use crate::installation::{Installation, make_folder, open, remedy};
use crate::output::{Failure, say, tell};

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Good,
    Hint,
    Bad,
}

#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    verdict: Verdict,
    detail: String,
}

pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    let config = Config::read(global)?;
    let mut findings = vec![folder(&config.data)];
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    findings.push(address(&public_url, config.public_url.is_some()));
    match open(&config, &public_url).await {
        Ok(here) => {
            let engine = here.cx.db.engine();
            findings.push(good("database", format!("{engine} opens and has this version's schema")));
            findings.extend(bucket(&config, &here).await);
            findings.extend(owner(&here).await?);
        }
        Err(failure) => findings.push(bad("database", failure.message().to_owned())),
    }
    let any_bad = findings.iter().any(|finding| finding.verdict == Verdict::Bad);
    tell(global.json, &serde_json::json!({ "findings": findings }), || {
        for finding in &findings {
            let sign = match finding.verdict {
                Verdict::Good => "ok  ",
                Verdict::Hint => "hint",
                Verdict::Bad => "BAD ",
            };
            say!("{sign}  {:12}  {}", finding.check, finding.detail);
        }
    })?;
    if any_bad {
        Err(Failure::told("something is wrong; the findings marked bad say what to mend"))
    } else {
        Ok(())
    }
}

fn good(check: &'static str, detail: String) -> Finding {
    Finding { check, verdict: Verdict::Good, detail }
}

fn hint(check: &'static str, detail: String) -> Finding {
    Finding { check, verdict: Verdict::Hint, detail }
}

fn bad(check: &'static str, detail: String) -> Finding {
    Finding { check, verdict: Verdict::Bad, detail }
}

/// Whether the data folder can be made and written.
fn folder(data: &Path) -> Finding {
    let trial = data.join(".doctor");
    if let Err(failure) = make_folder(data) {
        return bad("data folder", failure.message().to_owned());
    }
    match std::fs::write(&trial, b"x").and_then(|()| std::fs::remove_file(&trial)) {
        Ok(()) => good("data folder", format!("{} can be written", data.display())),
        Err(error) => bad("data folder", format!("{}: {error}; {}", data.display(), remedy(&error))),
    }
}

fn address(public_url: &str, chosen: bool) -> Finding {
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| public_url.contains(host));
    match (chosen, local) {
        (false, _) => {
            hint("address", format!("visitors are sent to {public_url}; set --public-url for a real site"))
        }
        (true, false) if public_url.starts_with("http://") => hint(
            "address",
            format!("{public_url} is not https: browsers show a chat in https pages only from https"),
        ),
        (true, _) => good("address", public_url.to_owned()),
    }
}

/// Whether the bucket takes files, if they are kept in one.
async fn bucket(config: &Config, here: &Installation) -> Option<Finding> {
    let bucket = config.bucket.as_ref()?;
    Some(match files::check(config, &*here.cx.files).await {
        Ok(()) => good("files", format!("{bucket} takes files, gives them back and lets them go")),
        Err(failure) => bad("files", failure.message().to_owned()),
    })
}

/// What the owner has set up: chatbots with knowledge and a site, and keys.
async fn owner(here: &Installation) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let chatbots = chatbot::list(&here.cx).await?;
    if chatbots.is_empty() {
        findings.push(hint("chatbots", "none yet: parlour chatbot create my-shop --name \"My shop\"".into()));
    }
    for chatbot in chatbots {
        let id = &chatbot.id;
        if chatbot.knowledge_version == 0 {
            findings.push(hint(
                "knowledge",
                format!("{id} knows nothing yet: parlour import pages DIR --chatbot {id}"),
            ));
        }
        if chatbot.settings.allowed_origins.is_empty() {
            let remedy =
                format!("{id} may be shown on no site: list allowed_origins with parlour chatbot configure");
            findings.push(hint("sites", remedy));
        }
        match here.assistant.library().bring(&here.cx, id, chatbot.knowledge_version).await {
            Ok(_) => findings.push(good("index", format!("{id} is up to date"))),
            Err(error) => findings.push(bad("index", format!("{id}: {error}"))),
        }
    }
    let keys = access::list_keys(&here.cx).await?;
    if keys.iter().all(|key| key.revoked_at.is_some()) {
        findings.push(hint("keys", "no API key is in use: parlour key create".into()));
    }
    findings.extend(troubles(&here.cx).await?.iter().filter(|of| of.enabled).map(told));
    Ok(findings)
}

/// How a webhook fares.
fn told(of: &Trouble) -> Finding {
    let name = format!("{} ({})", of.chatbot_id, of.environment);
    let look = format!("parlour events list --chatbot {} --env {}", of.chatbot_id, of.environment);
    match of {
        Trouble { failures: 1.., .. } => bad(
            "webhook",
            format!(
                "{name}: the last {} requests failed and {} events wait; {look} shows them, events show ID why",
                of.failures, of.pending
            ),
        ),
        Trouble { failed: 1.., .. } | Trouble { dead: 1.., .. } => hint(
            "webhook",
            format!(
                "{name}: {} events used up their attempts, {} ran out untold; {look} shows them, \
                 parlour events replay ID tells one again",
                of.failed, of.dead
            ),
        ),
        _ => good("webhook", format!("{name} is told what happens")),
    }
}
