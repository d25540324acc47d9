//! The papers that belong to every change.

use super::Finding;
use super::tree::Tree;

/// The rule: there is a changelog, with at least one entry under a heading.
pub(super) fn changelog(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.get("CHANGELOG.md") else {
        return vec!["CHANGELOG.md: it is missing".to_owned()];
    };
    let told =
        text.split_once("\n## ").is_some_and(|(_, rest)| rest.lines().any(|line| line.starts_with("- ")));
    if told { Vec::new() } else { vec!["CHANGELOG.md: it tells of no change".to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changelog_without_changes_is_found() {
        assert!(changelog(&Tree::from([("CHANGELOG.md", "# C\n\n## Next\n\n- Chats open.\n")])).is_empty());
        for text in ["", "# C\n", "# C\n\n## Next\n", "- Chats open.\n"] {
            assert_eq!(changelog(&Tree::from([("CHANGELOG.md", text)])).len(), 1, "{text}");
        }
        assert_eq!(changelog(&Tree::default()).len(), 1);
    }
}
