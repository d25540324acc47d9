//! `parlour doctor`: what is wrong with this installation and how to mend it.

use std::path::Path;

use parlour_domain::webhook::{Trouble, troubles};
use parlour_domain::{access, chatbot};
use serde::Serialize;

use super::assumed;
use crate::cli::Global;
use crate::config::Config;
use crate::files;
use crate::installation::{Installation, Missing, open, remedy};
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
    findings.push(address(config.public_url.as_deref()));
    match open(&config, &assumed(&config), Missing::Told).await {
        Ok(here) => {
            let engine = here.cx.db.engine();
            findings.push(good("database", format!("{engine} opens and has this version's schema")));
            findings.extend(bucket(&config).await);
            findings.extend(owner(&here).await?);
        }
        Err(failure) => {
            findings.push(bad("database", failure.message().to_owned()));
            findings.extend(bucket(&config).await);
        }
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

/// Whether the data folder can be written, if it is there: the doctor makes none.
fn folder(data: &Path) -> Finding {
    let trial = data.join(".doctor");
    if !data.exists() {
        return hint("data folder", format!("{} is not there yet", data.display()));
    }
    match std::fs::write(&trial, b"x").and_then(|()| std::fs::remove_file(&trial)) {
        Ok(()) => good("data folder", format!("{} can be written", data.display())),
        Err(error) => bad("data folder", format!("{}: {error}; {}", data.display(), remedy(&error))),
    }
}

fn address(public_url: Option<&str>) -> Finding {
    let Some(public_url) = public_url else {
        let detail = "visitors are sent to the address that the server listens on, as it says when it starts; \
                      set --public-url for a real site";
        return hint("address", detail.to_owned());
    };
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| public_url.contains(host));
    if !local && public_url.starts_with("http://") {
        let detail =
            format!("{public_url} is not https: browsers show a chat in https pages only from https");
        return hint("address", detail);
    }
    good("address", public_url.to_owned())
}

/// Whether the bucket takes files, if they are kept in one.
async fn bucket(config: &Config) -> Option<Finding> {
    let bucket = config.bucket.as_ref()?;
    let opened = files::open(config);
    let checked = match &opened {
        Ok(store) => files::check(config, &**store).await,
        Err(failure) => Err(Failure::new(failure.message())),
    };
    Some(match checked {
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
                "{name}: {} failed and {}; {look} shows them, events show ID why",
                number(of.failures, "the last request", "the last # requests"),
                number(of.pending, "1 event waits", "# events wait")
            ),
        ),
        Trouble { tried: 1.., .. } => bad(
            "webhook",
            format!(
                "{name}: {}, {}; {look} shows them, events show ID why",
                number(of.pending, "1 event waits", "# events wait"),
                number(of.tried, "1 was refused before", "# were refused before")
            ),
        ),
        Trouble { failed: 1.., .. } => hint(
            "webhook",
            format!(
                "{name}: {}; {look} --status failed shows them, parlour events replay ID tells one again{}",
                number(of.failed, "1 event used up its attempts", "# events used up their attempts"),
                if of.dead > 0 { format!("; {}", ran_out(of.dead)) } else { String::new() }
            ),
        ),
        Trouble { dead: 1.., .. } => hint("webhook", format!("{name}: {}", ran_out(of.dead))),
        _ => good("webhook", format!("{name} is told what happens")),
    }
}

/// What is said of events that can be neither listed nor told again.
fn ran_out(dead: i64) -> String {
    number(dead, "1 event ran out untold and is gone", "# events ran out untold and are gone")
}

/// One thing, or as many as `#` stands for.
fn number(count: i64, one: &str, several: &str) -> String {
    if count == 1 { one.to_owned() } else { several.replace('#', &count.to_string()) }
}

#[cfg(test)]
mod tests {
    use parlour_model::Environment;

    use super::*;

    fn detail(failures: i64, pending: i64, tried: i64, (failed, dead): (i64, i64)) -> String {
        let (chatbot_id, environment) = ("shop".to_owned(), Environment::Live);
        let of = Trouble { chatbot_id, environment, enabled: true, failures, pending, tried, failed, dead };
        told(&of).detail
    }

    #[test]
    fn one_event_is_told_of_as_one() {
        for (detail, begins) in [
            (detail(1, 1, 0, (0, 0)), "shop (live): the last request failed and 1 event waits; "),
            (detail(3, 0, 0, (0, 0)), "shop (live): the last 3 requests failed and 0 events wait; "),
            (detail(0, 1, 1, (0, 0)), "shop (live): 1 event waits, 1 was refused before; "),
            (detail(0, 5, 2, (0, 0)), "shop (live): 5 events wait, 2 were refused before; "),
            (detail(0, 0, 0, (1, 0)), "shop (live): 1 event used up its attempts; "),
            (detail(0, 0, 0, (2, 0)), "shop (live): 2 events used up their attempts; "),
            (detail(0, 0, 0, (0, 1)), "shop (live): 1 event ran out untold and is gone"),
        ] {
            assert!(detail.starts_with(begins), "{detail}");
        }
    }

    #[test]
    fn what_ran_out_is_not_said_to_be_listed_or_told_again() {
        let gone = detail(0, 0, 0, (0, 3));
        assert_eq!(gone, "shop (live): 3 events ran out untold and are gone");
        let both = detail(0, 0, 0, (2, 3));
        assert!(both.contains("--env live --status failed shows them, parlour events replay ID"), "{both}");
        assert!(both.ends_with("; 3 events ran out untold and are gone"), "{both}");
    }
}
