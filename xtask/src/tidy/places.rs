//! No file knows the machine it was written on.

use super::Finding;
use super::source::line_of;
use super::tree::Tree;

/// Beginnings of absolute paths, spelled in halves, so that this file passes its own rule.
const BANNED: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Where npm writes down which registry a package came from; it must be left out of the lock file.
const ADDRESS: &str = "\"resolved\": \"http";

/// The rule.
pub(super) fn no_machine_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.all() {
        for start in BANNED {
            let absolute = |(offset, _): &(usize, &str)| {
                let before = text[..*offset].chars().next_back();
                before.is_none_or(|c| {
                    !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '/' | '}' | '*' | '~')
                })
            };
            for (offset, _) in text.match_indices(start).filter(absolute) {
                findings.push(format!("{path}:{}: a path of somebody's machine", line_of(text, offset)));
            }
        }
        if path.ends_with("package-lock.json") && text.contains(ADDRESS) {
            findings.push(format!("{path}: it names a registry: set npm's omit-lockfile-registry-resolved"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_path_is_found() {
        for start in BANNED {
            let text = format!("ok\nsee {start}main");
            let found = no_machine_paths(&Tree::from([("a.md", text.as_str())]));
            assert_eq!(found.len(), 1, "{start}");
            assert!(found[0].starts_with("a.md:2:"));
        }
    }

    #[test]
    fn a_path_of_the_project_is_fine() {
        let text = format!("https://shop.example{}index.html and target{}x", BANNED[2], BANNED[0]);
        assert!(no_machine_paths(&Tree::from([("a.md", text.as_str())])).is_empty());
    }

    #[test]
    fn a_registry_in_the_lock_file_is_found() {
        let text = format!("{{{ADDRESS}s://registry.example/a.tgz\"}}");
        assert_eq!(no_machine_paths(&Tree::from([("package-lock.json", text.as_str())])).len(), 1);
        assert!(no_machine_paths(&Tree::from([("a.json", text.as_str())])).is_empty());
    }
}
