//! `parlour inbox`: what visitors sent by contact form, support ticket or a form of the owner's.

use std::path::{Path, PathBuf};

use parlour_domain::inbox::{self, Entry, EntryFile, InboxQuery};
use parlour_model::Environment;
use serde_json::json;

use crate::cli::{InboxCommand, InboxListArgs, SentBy};
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

/// As much of a message as a line of the list shows, in characters.
const SHOWN: usize = 60;

pub(crate) async fn run(here: &Installation, command: InboxCommand, json: bool) -> Result<(), Failure> {
    match command {
        InboxCommand::List(args) => list(here, args, json).await,
        InboxCommand::Show { submission_id, environment, save } => {
            show(here, environment, &submission_id, save.as_deref(), json).await
        }
    }
}

async fn list(here: &Installation, args: InboxListArgs, json: bool) -> Result<(), Failure> {
    let kind = args.kind.map(|kind| SentBy::as_str(kind).to_owned());
    let query = InboxQuery { chatbot_id: args.chatbot, kind, cursor: args.cursor };
    let page = inbox::list(&here.cx, args.environment, query, args.limit).await?;
    tell(json, &page, || {
        for entry in &page.entries {
            let files = match entry.attachments.len() {
                0 => String::new(),
                1 => "  (1 file)".to_owned(),
                n => format!("  ({n} files)"),
            };
            say!(
                "{}  {}  {:15}  {}  {}{files}",
                entry.submission_id,
                entry.created_at,
                entry.kind,
                entry.chatbot_id,
                gist(entry)
            );
        }
        match &page.next_cursor {
            Some(cursor) => say!("There are more: --cursor {cursor}"),
            None if page.entries.is_empty() => say!("Nothing was sent yet."),
            None => {}
        }
    })
}

async fn show(
    here: &Installation,
    environment: Environment,
    submission_id: &str,
    folder: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let entry = inbox::find(&here.cx, environment, submission_id).await?;
    let mut saved = Vec::new();
    if let Some(folder) = folder {
        for file in &entry.attachments {
            saved.push(save(here, folder, file).await?);
        }
    }
    let mut outcome = json!(entry);
    if folder.is_some() {
        outcome["saved"] = saved.iter().map(|path| path.display().to_string()).collect();
    }
    tell(json, &outcome, || {
        say!("{}  {}  {}", entry.submission_id, entry.kind, entry.created_at);
        say!("To the chatbot {}, by the visitor {}", entry.chatbot_id, plain(&entry.visitor_id));
        if let Some(page) = &entry.page {
            say!("On {}", plain(page));
        }
        for (key, value) in &entry.fields {
            say!("\n{}:\n  {}", plain(key), plain(value).replace('\n', "\n  "));
        }
        for file in &entry.attachments {
            say!("\nFile {}  {}  {} bytes", name(file), file.mime_type, file.size_bytes);
            if let Some((url, until)) = file.url.as_ref().zip(file.url_expires_at) {
                say!("  {url}\n  from the running server until {until}; --save DIR writes it here");
            }
        }
        for path in &saved {
            say!("Saved {}", path.display());
        }
    })
}

/// Writes a file under its own name behind its id, so that no two are the same and none names another folder.
async fn save(here: &Installation, folder: &Path, file: &EntryFile) -> Result<PathBuf, Failure> {
    let bytes = inbox::read_file(&here.cx, file).await?;
    let path = folder.join(format!("{}-{}", file.attachment_id, name(file).replace(['/', '\\'], "_")));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, bytes));
    written.map_err(|error| {
        Failure::new(format!("{}: {error}; choose a folder this user may write with --save", path.display()))
    })?;
    Ok(path)
}

fn name(file: &EntryFile) -> String {
    file.filename.as_deref().map_or_else(|| "file".to_owned(), plain)
}

/// Who writes and the beginning of what, in one line.
fn gist(entry: &Entry) -> String {
    let known = |key: &str| entry.fields.get(key).map(|text| text.trim()).filter(|text| !text.is_empty());
    let who = match (known("name"), known("email")) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (name, email) => name.or(email).unwrap_or("-").to_owned(),
    };
    let rest = || {
        let others = entry.fields.iter().filter(|(key, _)| !["name", "email"].contains(&key.as_str()));
        others.map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ")
    };
    let words = known("message").map_or_else(rest, str::to_owned);
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = if line.chars().count() > SHOWN { "…" } else { "" };
    plain(&format!("{who}  {}{cut}", line.chars().take(SHOWN).collect::<String>()))
}

/// What a visitor wrote, without the signs that would command the owner's terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() || *sign == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_visitors_write_commands_no_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\r\nc\u{9b}d"), "a[2Jb\ncd");
    }
}
