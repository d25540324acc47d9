//! A Rust file opens with what it is.

use super::Finding;
use super::tree::Tree;

/// The rule.
pub(super) fn present(tree: &Tree) -> Vec<Finding> {
    let headless = |(_, text): &(&str, &str)| {
        let head = text.lines().next().and_then(|line| line.strip_prefix("//!"));
        head.is_none_or(|words| words.trim().len() < 5)
    };
    tree.rust()
        .filter(headless)
        .map(|(path, _)| format!("{path}: it does not open with `//!` and what it is"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_head_is_found() {
        assert!(present(&Tree::from([("a.rs", "//! What a is.\nfn a() {}")])).is_empty());
        for text in ["fn a() {}", "", "//!\nfn a() {}", "//! x\n", "/// a\nfn a() {}"] {
            assert_eq!(present(&Tree::from([("a.rs", text)])).len(), 1, "{text}");
        }
    }
}
