//! Names that tell nothing are not used for files, types or modules.

use super::Finding;
use super::source::{bare, is_name, line_of, name_at, words};
use super::tree::Tree;

const BANNED: [&str; 9] =
    ["manager", "managers", "helper", "helpers", "util", "utils", "common", "service", "services"];

/// What a declaration of a type or module begins with, in Rust or TypeScript.
const DECLARE: [&str; 9] =
    ["struct ", "enum ", "union ", "trait ", "type ", "mod ", "class ", "interface ", "namespace "];

/// The rule.
pub(super) fn telling(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.sources() {
        if let Some(word) = banned(path) {
            findings.push(format!("{path}: {word} tells nothing: name what it does"));
        }
        let code = bare(text);
        for keyword in DECLARE {
            for (offset, _) in code.match_indices(keyword) {
                let name = name_at(code[offset + keyword.len()..].trim_start());
                let declares = !code[..offset].ends_with(is_name);
                if let Some(word) = banned(name).filter(|_| declares) {
                    let line = line_of(&code, offset);
                    findings
                        .push(format!("{path}:{line}: {word} in {name} tells nothing: name what it does"));
                }
            }
        }
    }
    findings
}

fn banned(name: &str) -> Option<&'static str> {
    let words = words(name);
    BANNED.into_iter().find(|word| words.iter().any(|own| own == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_tell_nothing_are_found() {
        for (path, text) in [
            ("crates/api/src/utils.rs", ""),
            ("web/helpers/a.ts", ""),
            ("a.rs", "pub struct ChatManager;"),
            ("a.rs", "mod common;"),
            ("a.ts", "export class ChatService {}"),
            ("a.ts", "interface  Helper {}"),
        ] {
            assert_eq!(telling(&Tree::from([(path, text)])).len(), 1, "{path} {text}");
        }
    }

    #[test]
    fn longer_words_comments_and_uses_are_fine() {
        for (path, text) in [
            ("tent_commons.rs", "struct Serviceable;"),
            ("a.rs", "// a struct Manager\nuse tower::Service;"),
            ("notes/utils.md", "struct Util"),
        ] {
            assert!(telling(&Tree::from([(path, text)])).is_empty(), "{path} {text}");
        }
    }
}
