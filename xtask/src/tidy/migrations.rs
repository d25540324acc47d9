//! Migrations come in pairs, one for each database, and are numbered without gaps.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

const FOLDER: &str = "crates/store/migrations/";
const DATABASES: [&str; 2] = ["sqlite", "postgres"];

/// The rule.
pub(super) fn in_pairs(tree: &Tree) -> Vec<Finding> {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = format!("{FOLDER}{database}/");
        tree.under(&folder).map(|(path, _)| path[folder.len()..].to_owned()).collect()
    };
    let [sqlite, postgres] = DATABASES.map(names);
    let all: BTreeSet<_> = sqlite.union(&postgres).collect();
    if all.is_empty() {
        return vec![format!("{FOLDER}: there are no migrations")];
    }
    let mut findings = Vec::new();
    for (number, name) in (1..).zip(&all) {
        if !name.starts_with(&format!("{number:04}_")) || !name.ends_with(".sql") {
            findings.push(format!("{FOLDER}*/{name}: it should be {number:04}_NAME.sql"));
        }
        for (database, has) in DATABASES.iter().zip([&sqlite, &postgres]) {
            if !has.contains(*name) {
                findings.push(format!("{FOLDER}{database}/{name}: it is missing"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(names: [&str; 4]) -> usize {
        in_pairs(&Tree::from(names.map(|name| (name, "")))).len()
    }

    #[test]
    fn a_missing_half_or_number_is_found() {
        let [a, b] = [
            "crates/store/migrations/sqlite/0001_begin.sql",
            "crates/store/migrations/postgres/0001_begin.sql",
        ];
        let [c, d] = [
            "crates/store/migrations/sqlite/0002_more.sql",
            "crates/store/migrations/postgres/0002_more.sql",
        ];
        assert_eq!(findings([a, b, c, d]), 0);
        assert_eq!(findings([a, b, c, "x"]), 1);
        assert_eq!(findings([a, b, c, "crates/store/migrations/postgres/0002_other.sql"]), 3);
        assert_eq!(findings([c, d, "x", "y"]), 1);
        assert_eq!(in_pairs(&Tree::default()).len(), 1);
    }
}
