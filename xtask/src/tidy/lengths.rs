//! A file is short enough to be read at once.

use super::Finding;
use super::tree::{Tree, ends_with};

const LIMIT: usize = 500;

/// Files that are longer, and how long exactly. A number here may only fall, and a row may only go.
const EXCEPTIONS: [(&str, usize); 0] = [];

/// The rule.
pub(super) fn short(tree: &Tree) -> Vec<Finding> {
    with_exceptions(tree, &EXCEPTIONS)
}

fn with_exceptions(tree: &Tree, exceptions: &[(&str, usize)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.sources().filter(|(path, _)| ends_with(path, &["rs", "ts", "tsx", "mjs"])) {
        let lines = text.lines().count();
        let excepted = exceptions.iter().find(|(name, _)| *name == path).map(|(_, lines)| *lines);
        match excepted {
            None if lines > LIMIT => findings.push(format!("{path}: {lines} lines, {LIMIT} are allowed")),
            Some(_) if lines <= LIMIT => findings.push(format!("{path}: short now: take its exception away")),
            Some(most) if lines > most => findings.push(format!("{path}: {lines} lines, it had {most}")),
            Some(most) if lines < most => findings.push(format!("{path}: lower its exception to {lines}")),
            _ => {}
        }
    }
    let gone = exceptions.iter().filter(|(name, _)| tree.get(name).is_none());
    findings.extend(gone.map(|(name, _)| format!("{name}: it is gone: take its exception away")));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(lines: usize, exceptions: &[(&str, usize)]) -> usize {
        with_exceptions(&Tree::from([("a.rs", "x\n".repeat(lines).as_str())]), exceptions).len()
    }

    #[test]
    fn one_line_too_many_is_found() {
        assert_eq!(findings(500, &[]), 0);
        assert_eq!(findings(501, &[]), 1);
    }

    #[test]
    fn generated_files_may_be_long() {
        let long = "x\n".repeat(501);
        assert!(
            with_exceptions(&Tree::from([("web/protocol/generated/a.ts", long.as_str())]), &[]).is_empty()
        );
        assert_eq!(with_exceptions(&Tree::from([("web/protocol/a.ts", long.as_str())]), &[]).len(), 1);
    }

    #[test]
    fn an_exception_only_shrinks() {
        assert_eq!(findings(600, &[("a.rs", 600)]), 0);
        assert_eq!(findings(601, &[("a.rs", 600)]), 1);
        assert_eq!(findings(599, &[("a.rs", 600)]), 1);
        assert_eq!(findings(500, &[("a.rs", 600)]), 1);
        assert_eq!(findings(10, &[("gone.rs", 600)]), 1);
    }
}
