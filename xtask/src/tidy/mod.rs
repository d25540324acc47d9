//! `cargo xtask tidy`: the rules of the house that lints cannot check. The same rules run as a test of this crate.
//!
//! A rule is a function from the tree to what is wrong with it; its tests show that it can fail.

mod contract;
mod dependencies;
mod heads;
mod lengths;
mod migrations;
mod modules;
mod names;
mod papers;
mod places;
mod promises;
mod source;
mod tree;

use anyhow::{Result, bail};

use tree::Tree;

/// What is wrong, and where: `path: what`.
type Finding = String;
type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: [(&str, Rule); 11] = [
    ("module order", modules::in_order),
    ("crate dependencies", dependencies::in_the_table),
    ("the world outside", dependencies::no_environment),
    ("file length", lengths::short),
    ("heads", heads::present),
    ("migrations", migrations::in_pairs),
    ("names", names::telling),
    ("promises", promises::kept),
    ("operations", contract::listed),
    ("changelog", papers::changelog),
    ("places", places::no_machine_paths),
];

/// Checks the repository.
///
/// # Errors
/// When a rule finds anything.
pub(crate) fn run() -> Result<()> {
    let tree = Tree::of_repository()?;
    let findings = check(&tree);
    if findings.is_empty() {
        println!("tidy: {} rules hold in {} files", RULES.len(), tree.len());
        return Ok(());
    }
    for finding in &findings {
        println!("{finding}");
    }
    bail!("tidy: {} findings", findings.len())
}

fn check(tree: &Tree) -> Vec<Finding> {
    let labelled = |(name, rule): &(&str, Rule)| {
        let name = (*name).to_owned();
        rule(tree).into_iter().map(move |finding| format!("{finding} [{name}]"))
    };
    RULES.iter().flat_map(labelled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let tree = Tree::of_repository().unwrap();
        assert!(tree.len() > 50, "only {} files were looked at", tree.len());
        let findings = check(&tree);
        assert!(findings.is_empty(), "\n{}", findings.join("\n"));
    }

    #[test]
    fn a_finding_names_its_rule() {
        let tree =
            Tree::from([("CHANGELOG.md", "# Changelog\n\n## Next\n\n- it works\n"), ("a.rs", "fn a() {}\n")]);
        assert!(
            check(&tree).iter().any(|finding| finding.starts_with("a.rs") && finding.ends_with("[heads]"))
        );
    }
}
