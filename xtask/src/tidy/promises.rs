//! Nothing is promised for later: no note to come back, no test that is passed over.

use super::Finding;
use super::source::line_of;
use super::tree::{Tree, ends_with};

/// Spelled in halves, so that this file passes its own rule.
const BANNED: [&str; 11] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("#[ign", "ore"),
    concat!("test.sk", "ip("),
    concat!("it.sk", "ip("),
    concat!("describe.sk", "ip("),
    concat!("test.to", "do("),
    concat!("test.on", "ly("),
];

/// The rule.
pub(super) fn kept(tree: &Tree) -> Vec<Finding> {
    let written = |path: &str| {
        path == ".ci/run"
            || ends_with(path, &["rs", "ts", "tsx", "mjs", "js", "css", "html", "sql", "toml", "sh"])
    };
    let mut findings = Vec::new();
    for (path, text) in tree.all().filter(|(path, _)| written(path) && !path.contains("/generated/")) {
        for word in BANNED {
            for (offset, _) in text.match_indices(word) {
                findings.push(format!("{path}:{}: `{word}` puts something off", line_of(text, offset)));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_is_found() {
        for word in BANNED {
            let text = format!("a\n{word} later\n");
            let found = kept(&Tree::from([("a.rs", text.as_str())]));
            assert_eq!(found.len(), 1, "{word}");
            assert!(found[0].starts_with("a.rs:2:"), "{}", found[0]);
        }
        assert!(kept(&Tree::from([("a.rs", "a todo list of the shop")])).is_empty());
    }
}
